package io.idlegrid.worker.domain.availability.trigger;

import org.jspecify.annotations.Nullable;

/**
 * What the device lives on.
 *
 * @param draining whether a battery is being used up
 * @param percent how full the battery is; absent where there is none or it does not say
 */
public record Power(boolean draining, @Nullable Double percent) {

  /** The kernel knows of no battery. */
  public static final Power NO_BATTERY = new Power(false, null);
}
