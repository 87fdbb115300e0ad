package io.idlegrid.worker.domain.availability;

import java.time.Duration;

/**
 * When attempts make way for the owner, and when they come back. Loads are percent of the whole
 * device.
 *
 * @param enter host load that freezes when it is the mean over {@code enterOver}
 * @param enterOver long enough to outlive the grain of the kernel's counters, which is a tick of 10
 *     ms: one 50 ms sample alone raised a false alarm, 100 ms did not
 * @param shock host load that freezes when a single sample shows it
 * @param leave host load below which the owner counts as gone, as the mean over the quiet time;
 *     below {@code enter}
 * @param quiet how long nothing must have come that would freeze, before attempts come back. Single
 *     samples need not be below {@code leave}: one that steadily uses an eighth of two cores shows
 *     as samples of 10 and 20 %, and would never count as gone
 * @param leastFrozen no thaw earlier than this after a freeze
 * @param flap a freeze that follows a thaw within this time doubles {@code quiet}; a thaw that
 *     holds for this time brings it back
 * @param longestQuiet where the doubling ends
 */
public record GuardPolicy(
    double enter,
    Duration enterOver,
    double shock,
    double leave,
    Duration quiet,
    Duration leastFrozen,
    Duration flap,
    Duration longestQuiet) {

  public static final GuardPolicy CAUTIOUS =
      new GuardPolicy(
          25,
          Duration.ofMillis(100),
          60,
          15,
          Duration.ofMillis(500),
          Duration.ofMillis(300),
          Duration.ofSeconds(3),
          Duration.ofSeconds(30));

  public GuardPolicy {
    if (!(0 < leave && leave < enter && enter <= shock && shock <= 100)) {
      throw new IllegalArgumentException(
          "guard thresholds must rise as 0 < leave (%s) < enter (%s) <= shock (%s) <= 100"
              .formatted(leave, enter, shock));
    }
    if (enterOver.isNegative() || leastFrozen.isNegative() || flap.isNegative()) {
      throw new IllegalArgumentException("the guard's times cannot be negative");
    }
    if (quiet.isZero() || quiet.isNegative() || longestQuiet.compareTo(quiet) < 0) {
      throw new IllegalArgumentException(
          "the guard's quiet time (%s) must be above zero and at most its longest (%s)"
              .formatted(quiet, longestQuiet));
    }
  }

  /** Quiet time asked for after so many freezes in quick succession. */
  Duration quietAfter(int flaps) {
    Duration asked = quiet;
    for (int i = 0; i < flaps && asked.compareTo(longestQuiet) < 0; i++) {
      asked = asked.multipliedBy(2);
    }
    return asked.compareTo(longestQuiet) < 0 ? asked : longestQuiet;
  }
}
