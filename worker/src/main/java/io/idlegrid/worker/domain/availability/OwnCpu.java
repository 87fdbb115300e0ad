package io.idlegrid.worker.domain.availability;

import java.time.Duration;

/**
 * CPU time that we used: all attempts since their group was made, and the agent itself.
 *
 * @param total user and system time
 * @param niced the part of it that the kernel also counts as niced. Attempts are started at the
 *     lowest priority, which they cannot leave, so it is their user time
 */
public record OwnCpu(Duration total, Duration niced) {

  public static final OwnCpu NONE = new OwnCpu(Duration.ZERO, Duration.ZERO);

  public OwnCpu {
    if (niced.compareTo(total) > 0) {
      niced = total;
    }
  }

  /** What two of our parts used together. */
  public OwnCpu plus(OwnCpu other) {
    return new OwnCpu(total.plus(other.total), niced.plus(other.niced));
  }

  /** Never negative: the counter starts anew when the group was made anew. */
  OwnCpu since(OwnCpu earlier) {
    return new OwnCpu(
        atLeastZero(total.minus(earlier.total)), atLeastZero(niced.minus(earlier.niced)));
  }

  private static Duration atLeastZero(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }
}
