package io.idlegrid.coordinator.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/** A device's own load: quiet, with bursts of a kind that belongs to the device. */
final class SimLoad {

  private final SplittableRandom random;
  private final double base;
  private final double burst;
  private final Duration burstEvery;
  private final Duration burstLasts;
  private Instant burstUntil = Instant.MIN;

  SimLoad(SplittableRandom random) {
    this.random = random;
    this.base = 0.5 + random.nextDouble() * 6;
    this.burst = 30 + random.nextDouble() * 60;
    this.burstEvery = Duration.ofSeconds(120 + random.nextInt(3600));
    this.burstLasts = Duration.ofSeconds(4 + random.nextInt(60));
  }

  /** Mean of the two seconds that end now, in percent. */
  double next(Instant now) {
    if (now.isBefore(burstUntil)) {
      return Math.min(100, burst + 5 * random.nextDouble());
    }
    if (random.nextDouble() < 2.0 / burstEvery.toSeconds()) {
      burstUntil = now.plus(burstLasts);
    }
    return Math.max(0, base + random.nextDouble() - 0.5);
  }
}
