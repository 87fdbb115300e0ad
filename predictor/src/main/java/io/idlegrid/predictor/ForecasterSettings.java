package io.idlegrid.predictor;

import io.idlegrid.predictor.tree.HistogramLearner;
import io.idlegrid.predictor.tree.SmileLearner;
import io.idlegrid.predictor.tree.TreeLearner;
import java.time.Duration;

/**
 * How a {@link TreeForecaster} works; {@link #defaults()} suits a fleet.
 *
 * @param learner fits the trees
 * @param poolCapacity most examples kept of the whole fleet, about 1.2 KB each
 * @param leastExamples examples needed before trees are fitted at all
 * @param rowsPerHorizon most rows that one fit sees; bounds its time
 * @param leastObserved load that a device must have shown before it is let start at all
 * @param ownHistory load that a device must have shown before trees speak for it; until then the
 *     cautious rule does
 * @param staleAfter age of the newest sample from which nothing is forecast; at least twice the
 *     sampling interval is allowed in any case
 * @param seed of everything that is drawn
 */
public record ForecasterSettings(
    TreeLearner learner,
    int poolCapacity,
    int leastExamples,
    int rowsPerHorizon,
    Duration leastObserved,
    Duration ownHistory,
    Duration staleAfter,
    long seed) {

  public ForecasterSettings {
    if (poolCapacity < 1 || leastExamples < 1 || rowsPerHorizon < 1) {
      throw new IllegalArgumentException(
          "sizes must be positive: " + poolCapacity + ", " + leastExamples + ", " + rowsPerHorizon);
    }
    if (leastObserved.isNegative() || ownHistory.isNegative() || staleAfter.isNegative()) {
      throw new IllegalArgumentException("durations must not be negative");
    }
  }

  /** {@link #histogram()}: the better recall at equal risk, see the predictor's README. */
  public static ForecasterSettings defaults() {
    return histogram();
  }

  /** Smile's exact splits; a row takes ten times as long to fit, so there are fewer. */
  public static ForecasterSettings smile() {
    return with(new SmileLearner(60, 16, 20, .1, .7), 24_000);
  }

  /** Our own trees on histograms, which fit ten times the rows in the same time. */
  public static ForecasterSettings histogram() {
    return with(new HistogramLearner(50, 24, 60, .15, .5, .6, 5, 64), 240_000);
  }

  private static ForecasterSettings with(TreeLearner learner, int rowsPerHorizon) {
    return new ForecasterSettings(
        learner,
        20_000,
        1_000,
        rowsPerHorizon,
        Duration.ofSeconds(30),
        Duration.ofHours(1),
        Duration.ofSeconds(90),
        20_260_101L);
  }

  /** The same with a pool that holds so many examples of each of so many devices. */
  public ForecasterSettings forFleetOf(int devices, int examplesEach) {
    return new ForecasterSettings(
        learner,
        Math.max(poolCapacity, Math.multiplyExact(devices, examplesEach)),
        leastExamples,
        rowsPerHorizon,
        leastObserved,
        ownHistory,
        staleAfter,
        seed);
  }

  /** The same for a fleet so small that trees of so few examples are better than none. */
  public ForecasterSettings withLeastExamples(int examples) {
    return new ForecasterSettings(
        learner,
        poolCapacity,
        examples,
        rowsPerHorizon,
        leastObserved,
        ownHistory,
        staleAfter,
        seed);
  }

  public ForecasterSettings withSeed(long other) {
    return new ForecasterSettings(
        learner,
        poolCapacity,
        leastExamples,
        rowsPerHorizon,
        leastObserved,
        ownHistory,
        staleAfter,
        other);
  }
}
