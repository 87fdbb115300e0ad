package io.idlegrid.predictor.tool.score;

import io.idlegrid.predictor.tool.replay.Replay;
import io.idlegrid.predictor.tool.trace.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Errors of the point forecast against those of persistence, which says "as now". */
final class PointErrors {

  /** Sums of squares of one host. */
  private static final class Sums {
    private double forecast;
    private double persistence;
    private int count;
  }

  private final Map<Integer, Map<Integer, Sums>> sums = new TreeMap<>();

  void add(int host, Replay.Made made) {
    Trace trace = made.trace();
    int now = trace.countUntil(made.second()) - 1;
    double then = made.second() + made.horizonSeconds();
    int later = trace.countUntil(then + .45 * trace.spacing()) - 1;
    if (now < 0 || Math.abs(trace.seconds()[later] - then) > .45 * trace.spacing()) {
      return;
    }
    double came = trace.percent()[later];
    double said = made.forecast().mean(Duration.ofSeconds(made.horizonSeconds()));
    Sums own =
        sums.computeIfAbsent(made.horizonSeconds(), any -> new TreeMap<>())
            .computeIfAbsent(host, any -> new Sums());
    own.forecast += (said - came) * (said - came);
    own.persistence += (trace.percent()[now] - came) * (trace.percent()[now] - came);
    own.count++;
  }

  /**
   * Mean RMSE of the forecast and of persistence over hosts, the mean of their ratios, and the
   * worst host's ratio.
   */
  double[] summary(int horizon) {
    double forecast = 0;
    double persistence = 0;
    List<Double> ratios = new ArrayList<>();
    for (Sums own : sums.getOrDefault(horizon, Map.of()).values()) {
      double one = Math.sqrt(own.forecast / own.count);
      double two = Math.sqrt(own.persistence / own.count);
      forecast += one;
      persistence += two;
      if (two > 0) {
        ratios.add(one / two);
      }
    }
    int hosts = Math.max(1, sums.getOrDefault(horizon, Map.of()).size());
    double[] sorted = ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double mean = Arrays.stream(sorted).average().orElse(Double.NaN);
    double worst = sorted.length == 0 ? Double.NaN : sorted[sorted.length - 1];
    return new double[] {forecast / hosts, persistence / hosts, mean, worst};
  }
}
