package io.idlegrid.predictor;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;

/** Invented loads for tests: seeded, so that a failure repeats. */
final class Loads {
  static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
  static final Duration TWO_SECONDS = Duration.ofSeconds(2);

  private Loads() {}

  /** Adds samples over a span from {@code from}; the load is a function of seconds since START. */
  static Instant feed(
      DeviceHistory history,
      Instant from,
      Duration length,
      Duration step,
      LongToDoubleFunction load) {
    Instant end = from.plus(length);
    for (Instant at = from.plus(step); !at.isAfter(end); at = at.plus(step)) {
      history.add(at, step, load.applyAsDouble(Duration.between(START, at).toSeconds()));
    }
    return end;
  }

  static LongToDoubleFunction constant(double percent) {
    return second -> percent;
  }

  /** Low noise, and bursts of half a minute to 60 % at random, {@code perHour} on average. */
  static LongToDoubleFunction bursts(long seed, double perHour) {
    return second -> load(seed, second, Math.floorDiv(second, 30), perHour / 120);
  }

  /**
   * The same with bursts of {@code length} seconds; a sample's end belongs to the burst that it
   * ends in, so that every interval that divides the length sees the same bursts.
   */
  static LongToDoubleFunction spells(long seed, double perHour, int length) {
    return second ->
        load(seed, second, Math.floorDiv(second - 1, length), perHour * length / 3_600);
  }

  private static double load(long seed, long second, long slot, double probability) {
    var random = new SplittableRandom(seed * 1_000_003 + slot);
    boolean burst = random.nextDouble() < probability;
    var noise = new SplittableRandom(seed * 7919 + second);
    return (burst ? 60 : 4) + 2 * noise.nextDouble();
  }
}
