package io.idlegrid.coordinator.sim;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What a seed stands for: how large the grid is and what goes wrong in it, and how often.
 *
 * @param devices in the fleet
 * @param liars devices whose outputs are wrong
 * @param jobs submitted one after the other
 * @param faultsFor how long things go wrong; afterwards everything must come to its end
 * @param lossRate share of messages that get lost with their connection
 * @param repeatRate share of messages that arrive twice
 * @param meanDelay of a message
 * @param deviceCrashEvery mean time between crashes of one device
 * @param coordinatorCrashEvery mean time between crashes of the coordinator
 * @param zombieShare share of those in which the old coordinator only sleeps and comes back
 * @param unitFailureRate share of attempts that fail by the unit's fault
 * @param spiteful devices whose owners come whenever work is there
 */
record Scenario(
    long seed,
    int devices,
    int liars,
    int jobs,
    Duration faultsFor,
    double lossRate,
    double repeatRate,
    Duration meanDelay,
    Duration deviceCrashEvery,
    Duration coordinatorCrashEvery,
    double zombieShare,
    double unitFailureRate,
    int spiteful) {

  /** The scenario of a seed. */
  static Scenario of(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int devices = 2 + random.nextInt(6);
    return new Scenario(
        seed,
        devices,
        random.nextInt(4) == 0 ? 1 : 0,
        1 + random.nextInt(3),
        Duration.ofMinutes(8 + random.nextInt(10)),
        random.nextDouble() * 0.02,
        random.nextDouble() * 0.1,
        Duration.ofMillis(5 + random.nextInt(400)),
        Duration.ofSeconds(60 + random.nextInt(600)),
        Duration.ofSeconds(60 + random.nextInt(400)),
        random.nextDouble() * 0.6,
        random.nextDouble() * 0.1,
        random.nextInt(3) == 0 ? 1 : 0);
  }
}
