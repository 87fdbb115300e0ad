package io.idlegrid.coordinator.domain.match;

import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.Need;
import java.time.Duration;

/**
 * The attempts of one job that a device holds.
 *
 * @param attempts running and waiting
 * @param lanes how many of them run side by side
 * @param left how long they go on, as a cautious quantile
 */
public record Holding(JobId job, int attempts, int lanes, Need need, Duration left) {

  /** An attempt that outran what was expected is taken to need this part of it once more. */
  private static final int OUTRUN = 4;

  /** How many run, given that waiting ones use nothing yet. */
  int running() {
    return Math.min(attempts, lanes);
  }

  /**
   * How long attempts of one job go on.
   *
   * @param runtime of one on this device, as a cautious quantile
   * @param ran how long the one that began last ran so far, without suspension
   * @param timeLimit most running time of one
   */
  public static Duration left(Duration runtime, Duration ran, Duration timeLimit) {
    Duration lane = Match.span(runtime);
    if (lane.compareTo(runtime) > 0) {
      // Short ones stand in a queue, so that what one of them has behind it says nothing.
      return lane;
    }
    Duration expected = longer(runtime.minus(ran), runtime.dividedBy(OUTRUN));
    Duration allowed = longer(timeLimit.minus(ran), Duration.ZERO);
    return expected.compareTo(allowed) < 0 ? expected : allowed;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
