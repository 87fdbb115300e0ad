package io.idlegrid.worker.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The same measurement over several rounds.
 *
 * @param median absent when no round had it
 * @param spread largest less smallest
 */
record Sample(Optional<Double> median, double spread, int rounds) {

  /** Fewer have no spread to speak of. */
  static final int LEAST_ROUNDS = 3;

  static Sample of(double[] values) {
    double[] known = Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
    return known.length == 0
        ? new Sample(Optional.empty(), 0, 0)
        : new Sample(
            Optional.of(quantile(known, 0.5)), known[known.length - 1] - known[0], known.length);
  }

  /**
   * Nearest rank, but the middle of two for the median of an even number.
   *
   * @param sorted ascending, not empty
   */
  static double quantile(double[] sorted, double share) {
    if (share == 0.5 && sorted.length % 2 == 0) {
      return (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    }
    int rank = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.max(0, Math.min(sorted.length - 1, rank))];
  }

  /** The quantile of values in any order; NaN when there are none. */
  static double quantileOf(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0 ? Double.NaN : quantile(sorted, share);
  }

  /** The median and its spread. */
  String text(String format) {
    return median
        .map(value -> String.format(Locale.ROOT, format + " ±" + format, value, spread / 2))
        .orElse("-");
  }

  /**
   * Against a baseline of the same rounds; a difference within the spread is no difference, and of
   * too few rounds nobody knows the spread.
   */
  String against(Sample baseline, String format) {
    if (median.isEmpty() || baseline.median().isEmpty()) {
      return "-";
    }
    if (Math.min(rounds, baseline.rounds()) < LEAST_ROUNDS) {
      return text(format) + " (too few rounds)";
    }
    double difference = Math.abs(median.get() - baseline.median().get());
    boolean isResolved = difference > Math.max(spread, baseline.spread()) / 2;
    return text(format) + (isResolved ? "" : " unresolved");
  }
}
