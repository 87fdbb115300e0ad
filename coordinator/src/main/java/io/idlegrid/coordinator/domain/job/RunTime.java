package io.idlegrid.coordinator.domain.job;

import java.time.Duration;

/**
 * How long a unit runs on a device, as far as is known.
 *
 * @param cautious within this it ends with probability {@link #QUANTILE}, or it is stopped
 * @param basis what that rests on, in words
 */
public record RunTime(Duration cautious, String basis) {

  /** "Long enough" is this quantile of the running time. */
  public static final double QUANTILE = .9;
}
