package io.idlegrid.coordinator.flow.board;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How much of a device the grid used, minute by minute of the last hour, by what it reported. Of
 * the owner's load, the forecasts keep more; this is for people to look at, and is not kept over a
 * restart.
 */
public final class OwnShare {

  public static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int MINUTES = 60;

  private final long[] minutes = new long[MINUTES];
  private final float[] sums = new float[MINUTES];
  private final float[] peaks = new float[MINUTES];
  private final short[] counts = new short[MINUTES];

  /** A minute in percent of the device. */
  public record Minute(Instant start, double mean, double peak) {}

  OwnShare() {
    Arrays.fill(minutes, -1);
  }

  void add(double percent, Instant at) {
    if (Double.isNaN(percent)) {
      return;
    }
    long minute = Math.floorDiv(at.getEpochSecond(), MINUTE.toSeconds());
    int slot = Math.floorMod(minute, MINUTES);
    if (minutes[slot] != minute) {
      minutes[slot] = minute;
      sums[slot] = 0;
      peaks[slot] = 0;
      counts[slot] = 0;
    }
    sums[slot] += (float) percent;
    peaks[slot] = Math.max(peaks[slot], (float) percent);
    counts[slot]++;
  }

  /** The minutes of the last hour in which the device reported, oldest first. */
  public List<Minute> lastHour(Instant now) {
    long newest = Math.floorDiv(now.getEpochSecond(), MINUTE.toSeconds());
    return LongStream.rangeClosed(newest - MINUTES + 1, newest)
        .filter(minute -> minutes[Math.floorMod(minute, MINUTES)] == minute)
        .mapToObj(
            minute -> {
              int slot = Math.floorMod(minute, MINUTES);
              return new Minute(
                  Instant.ofEpochSecond(minute * MINUTE.toSeconds()),
                  sums[slot] / counts[slot],
                  peaks[slot]);
            })
        .toList();
  }
}
