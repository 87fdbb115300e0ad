package io.idlegrid.worker.domain.availability.trigger;

import java.time.Duration;

/**
 * When a measured value makes attempts give way, and when they may come back.
 *
 * @param enter value from which on they give way
 * @param leave value from which on the cause counts as over; on the other side of {@code enter}.
 *     Above it, high values are bad; below it, low ones
 * @param enterOver how long the value has to be beyond {@code enter}
 * @param quiet how long it has to be back at {@code leave}
 * @param flap giving way again within this time after coming back doubles {@code quiet}
 * @param longestQuiet where the doubling ends
 */
public record Band(
    double enter,
    double leave,
    Duration enterOver,
    Duration quiet,
    Duration flap,
    Duration longestQuiet) {

  public Band {
    if (!Double.isFinite(enter) || !Double.isFinite(leave) || enter == leave) {
      throw new IllegalArgumentException(
          "a band needs two thresholds apart, not enter %s and leave %s".formatted(enter, leave));
    }
    if (enterOver.isNegative() || quiet.isNegative() || longestQuiet.compareTo(quiet) < 0) {
      throw new IllegalArgumentException(
          "the times of a band cannot be negative, nor its quiet (%s) above its longest (%s)"
              .formatted(quiet, longestQuiet));
    }
  }

  /** For what is or is not: 1 gives way at once, 0 comes back after the quiet. */
  static Band yesOrNo(Duration quiet, Duration longestQuiet) {
    return new Band(1, 0, Duration.ZERO, quiet, longestQuiet, longestQuiet);
  }

  boolean isBeyond(double value) {
    return enter > leave ? value >= enter : value <= enter;
  }

  boolean isCalm(double value) {
    return enter > leave ? value <= leave : value >= leave;
  }

  Duration quietAfter(int flaps) {
    Duration asked = quiet;
    for (int i = 0; i < flaps && asked.compareTo(longestQuiet) < 0; i++) {
      asked = asked.multipliedBy(2);
    }
    return asked.compareTo(longestQuiet) < 0 ? asked : longestQuiet;
  }
}
