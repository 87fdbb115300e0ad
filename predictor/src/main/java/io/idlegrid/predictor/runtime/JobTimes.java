package io.idlegrid.predictor.runtime;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long units of one job run on devices of a fleet. Finished attempts teach both: the job's
 * times, as {@link RunTimes} at the speed of the device that ran them, and the speeds, by comparing
 * a device with the others that ran units of this job. Bounded; not safe for use by several
 * threads.
 *
 * <pre>{@code
 * var speeds = new DeviceSpeeds();
 * var times = new JobTimes(speeds);
 * times.finished("cam-1", Duration.ofSeconds(20));
 * times.quantile(.9, "cam-2");                     // within this nine of ten units end there
 * }</pre>
 */
public final class JobTimes {
  /** Devices of one job that are compared with each other; the others only teach the times. */
  private static final int MOST_DEVICES = 256;

  /** Later units of a job may be longer than its first ones. */
  private static final int RECENT = 64;

  private final DeviceSpeeds speeds;
  private final RunTimes times = new RunTimes();
  private final Map<String, Mean> logs = new HashMap<>();

  private record Mean(int count, double log) {

    Mean with(double next) {
      int more = Math.min(RECENT, count + 1);
      return new Mean(more, log + (next - log) / more);
    }
  }

  public JobTimes(DeviceSpeeds speeds) {
    this.speeds = speeds;
  }

  /**
   * @param ran how long the attempt ran, without the time it was suspended
   */
  public void finished(String device, Duration ran) {
    Double others = onOthers(device);
    if (others != null) {
      speeds.compared(device, others - log(ran));
    }
    recalled(device, ran);
  }

  /** The same of an attempt that the speeds were told of before, such as before a restart. */
  public void recalled(String device, Duration ran) {
    @Nullable Mean known = logs.get(device);
    if (known != null || logs.size() < MOST_DEVICES) {
      double log = log(ran);
      logs.put(device, known == null ? new Mean(1, log) : known.with(log));
    }
    times.finished(speeds.of(device), ran);
  }

  private static double log(Duration ran) {
    return Math.log((double) Math.max(1, ran.toMillis()));
  }

  /** Attempts learnt from. */
  public long count() {
    return times.count();
  }

  /**
   * The time within which a unit finishes on a device with the given probability; empty before the
   * first finished attempt.
   */
  public Optional<Duration> quantile(double probability, String device) {
    return times.quantile(probability, speeds.of(device));
  }

  /** Mean logarithm of the time on the other devices, as if they had speed 1; null without any. */
  private @Nullable Double onOthers(String device) {
    double sum = 0;
    int others = 0;
    for (Map.Entry<String, Mean> other : logs.entrySet()) {
      if (!other.getKey().equals(device)) {
        sum += other.getValue().log() + speeds.log(other.getKey());
        others++;
      }
    }
    return others == 0 ? null : sum / others;
  }
}
