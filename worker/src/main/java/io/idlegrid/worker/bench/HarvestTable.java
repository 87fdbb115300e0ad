package io.idlegrid.worker.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Prints medians over rounds with half their spread; what is within it is unresolved. */
final class HarvestTable {

  private final PrintStream out;
  private final double unitSeconds;

  HarvestTable(PrintStream out, double unitSeconds) {
    this.out = out;
    this.unitSeconds = unitSeconds;
  }

  void print(Map<String, List<Round>> results, Map<String, String> impossible) {
    List<Round> baseline = results.values().iterator().next();
    out.println(
        "| policy | idle CPU harvested, % | of an all-knowing gate's, % | foreground p50 / p99 /"
            + " p99.9, ms | p99 ÷ baseline | burst slowdown, % | rise → stopped p50 / p99, ms |"
            + " missed bursts, % | end → back p50 / p99, ms | false stops / h | work lost, s |");
    out.println("|---|---|---|---|---|---|---|---|---|---|---|");
    results.forEach(
        (name, rounds) -> {
          if (impossible.containsKey(name)) {
            out.printf("| %s | not run: %s |%n", name, impossible.get(name));
          } else {
            row(name, rounds, baseline);
          }
        });
    out.printf(
        "%nMedians of %d rounds ± half their spread; 'unresolved' differs from the baseline by less"
            + " than that; whether it differs takes at least %d rounds to tell.%n",
        baseline.size(), Sample.LEAST_ROUNDS);
  }

  private void row(String name, List<Round> rounds, List<Round> baseline) {
    out.printf(
        "| %s | %s | %s | %s / %s / %s | %s | %s | %s / %s | %s | %s / %s | %s | %s |%n",
        name,
        over(rounds, Round::harvested).text("%.1f"),
        over(rounds, round -> round.harvestedOfOracle(unitSeconds)).text("%.1f"),
        over(rounds, round -> round.latency(0.5)).text("%.2f"),
        over(rounds, round -> round.latency(0.99)).text("%.2f"),
        over(rounds, round -> round.latency(0.999)).text("%.2f"),
        relative(rounds, baseline, round -> round.latency(0.99), 1, 0),
        relative(rounds, baseline, Round::burstFactor, 100, -100),
        times(rounds, Round::untilStopped, 0.5),
        times(rounds, Round::untilStopped, 0.99),
        over(rounds, Round::missed).text("%.0f"),
        times(rounds, Round::untilBack, 0.5),
        times(rounds, Round::untilBack, 0.99),
        over(rounds, Round::falseStopsPerHour).text("%.1f"),
        over(rounds, round -> round.lostCpuMillis() / 1000).text("%.1f"));
  }

  private static Sample over(List<Round> rounds, ToDoubleFunction<Round> value) {
    return Sample.of(rounds.stream().mapToDouble(value).toArray());
  }

  /** Round by round against the baseline of the same round, which had the same bursts. */
  private static String relative(
      List<Round> rounds,
      List<Round> baseline,
      ToDoubleFunction<Round> value,
      double factor,
      double shift) {
    int count = Math.min(rounds.size(), baseline.size());
    double[] ratios = new double[count];
    double[] own = new double[count];
    double mean = baseline.stream().mapToDouble(value).average().orElse(Double.NaN);
    for (int i = 0; i < count; i++) {
      double base = value.applyAsDouble(baseline.get(i));
      ratios[i] = factor * value.applyAsDouble(rounds.get(i)) / base + shift;
      own[i] = factor * base / mean + shift;
    }
    return Sample.of(ratios).against(Sample.of(own), "%.2f");
  }

  private interface Times {
    double[] of(Round round);
  }

  /** The quantile within each round, and its median over the rounds. */
  private static String times(List<Round> rounds, Times times, double share) {
    return Sample.of(
            rounds.stream()
                .map(times::of)
                .filter(all -> all.length > 0)
                .mapToDouble(all -> Sample.quantileOf(all, share))
                .toArray())
        .text("%.0f");
  }
}
