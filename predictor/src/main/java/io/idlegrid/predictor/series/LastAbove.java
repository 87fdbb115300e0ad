package io.idlegrid.predictor.series;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/** When the load was last above each whole percent. */
final class LastAbove {
  private static final int LEVELS = 101;

  private final long[] lastMillis = new long[LEVELS];

  LastAbove() {
    Arrays.fill(lastMillis, Long.MIN_VALUE);
  }

  void add(long endMillis, double peak) {
    lastMillis[(int) Math.ceil(peak - 1e-9)] = endMillis;
  }

  /** Seconds since the load was above 0, 1, … 100 percent, {@code atMost} where it never was. */
  float[] quietSeconds(long nowMillis, long atMostMillis) {
    float[] seconds = new float[LEVELS];
    long newest = Long.MIN_VALUE;
    for (int level = LEVELS - 1; level >= 0; level--) {
      boolean never = newest == Long.MIN_VALUE;
      seconds[level] = (never ? atMostMillis : Math.max(0, nowMillis - newest)) / 1000f;
      newest = Math.max(newest, lastMillis[level]);
    }
    return seconds;
  }

  void cutAfter(long millis) {
    for (int level = 0; level < LEVELS; level++) {
      lastMillis[level] = Math.min(lastMillis[level], millis);
    }
  }

  void write(DataOutputStream out) throws IOException {
    for (long millis : lastMillis) {
      out.writeLong(millis);
    }
  }

  void read(DataInputStream in) throws IOException {
    for (int level = 0; level < LEVELS; level++) {
      lastMillis[level] = in.readLong();
    }
  }
}
