package io.idlegrid.worker.domain.availability;

import java.util.OptionalDouble;

/**
 * How much of what is lent may be used at the moment: it shrinks with the owner's load and with
 * heat, long before everything has to stop.
 *
 * @param lentCores most cores for all attempts together
 * @param processors of the device
 * @param gone percent of host load below which the owner counts as gone, as for the guard: a cap
 *     would only cost, since attempts yield by themselves
 */
public record Proportion(double lentCores, int processors, double gone) {

  /** Caps move in steps, so that noise does not rewrite them all the time. */
  private static final double STEP = 0.1;

  private static final double LEAST = 0.1;

  /** Degrees below the limit at which attempts begin to slow down. */
  private static final double WARM = 8;

  /**
   * Cores for all attempts together.
   *
   * @param hostPercent the owner's load of the last moment, {@link SteadyLoad}
   * @param celsius hottest sensor; empty when unknown, which slows nothing down by itself
   * @param mostCelsius where everything stops; empty when the owner does not mind
   */
  public double cores(double hostPercent, OptionalDouble celsius, OptionalDouble mostCelsius) {
    double free =
        hostPercent < gone ? processors : processors * (100 - Math.min(100, hostPercent)) / 100;
    double cooled = Math.min(lentCores, free) * coolness(celsius, mostCelsius);
    double stepped = Math.floor(cooled / STEP + 1e-9) * STEP;
    return cooled >= lentCores ? lentCores : Math.min(lentCores, Math.max(LEAST, stepped));
  }

  /** From 1 at {@link #WARM} degrees below the limit down to a quarter at the limit. */
  private static double coolness(OptionalDouble celsius, OptionalDouble most) {
    if (celsius.isEmpty() || most.isEmpty()) {
      return 1;
    }
    double below = most.getAsDouble() - celsius.getAsDouble();
    return below >= WARM ? 1 : 0.25 + 0.75 * Math.max(0, below) / WARM;
  }
}
