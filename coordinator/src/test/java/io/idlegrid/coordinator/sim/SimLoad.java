package io.idlegrid.coordinator.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * A device's own load: quiet, with bursts of a kind that belongs to the device. A spiteful owner
 * comes whenever work is there, which no forecast can know.
 */
final class SimLoad {

  private final SplittableRandom random;
  private final double base;
  private final double burst;
  private final Duration burstEvery;
  private final Duration burstLasts;
  private final boolean isSpiteful;
  private final double memory;
  private Instant burstUntil = Instant.MIN;

  SimLoad(SplittableRandom random, boolean isSpiteful) {
    this.random = random;
    this.isSpiteful = isSpiteful;
    this.memory = 20 + random.nextDouble() * 40;
    this.base = 0.5 + random.nextDouble() * 6;
    this.burst = 30 + random.nextDouble() * 60;
    this.burstEvery = Duration.ofSeconds(120 + random.nextInt(3600));
    this.burstLasts = Duration.ofSeconds(4 + random.nextInt(60));
  }

  /** Mean of the two seconds that end now, in percent. */
  double next(Instant now, boolean isWorkThere) {
    if (now.isBefore(burstUntil)) {
      return Math.min(100, burst + 5 * random.nextDouble());
    }
    boolean comesForSpite = isSpiteful && isWorkThere && random.nextInt(4) == 0;
    if (comesForSpite || random.nextDouble() < 2.0 / burstEvery.toSeconds()) {
      burstUntil = now.plus(burstLasts);
    }
    return Math.max(0, base + random.nextDouble() - 0.5);
  }

  /** Percent of the memory that the owner uses; programs that burst want some as well. */
  double memory(Instant now) {
    return memory + (now.isBefore(burstUntil) ? 12 : 0) + random.nextDouble();
  }
}
