package io.idlegrid.predictor.tool.score;

import io.idlegrid.predictor.tool.replay.Replay;
import io.idlegrid.predictor.tool.trace.Trace;
import java.time.Duration;
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

  private static final double WORSE = 1.05;

  private final Map<Integer, Map<Integer, Sums>> sums = new TreeMap<>();

  /** Half an hour is judged beside an hour: epochs do not list it, goals name it. */
  private static final int HALF_HOUR = 1800;

  void add(int host, Replay.Made made) {
    judge(host, made, made.horizonSeconds());
    if (made.horizonSeconds() == 2 * HALF_HOUR) {
      judge(host, made, HALF_HOUR);
    }
  }

  private void judge(int host, Replay.Made made, int ahead) {
    Trace trace = made.trace();
    int now = trace.countUntil(made.second()) - 1;
    double then = made.second() + ahead;
    int later = trace.countUntil(then + .45 * trace.spacing()) - 1;
    if (now < 0 || Math.abs(trace.seconds()[later] - then) > .45 * trace.spacing()) {
      return;
    }
    double came = trace.percent()[later];
    double said = made.forecast().mean(Duration.ofSeconds(ahead));
    Sums own =
        sums.computeIfAbsent(ahead, any -> new TreeMap<>())
            .computeIfAbsent(host, any -> new Sums());
    own.forecast += (said - came) * (said - came);
    own.persistence += (trace.percent()[now] - came) * (trace.percent()[now] - came);
    own.count++;
  }

  /** How far ahead forecasts were judged, in seconds. */
  List<Integer> horizons() {
    return List.copyOf(sums.keySet());
  }

  /**
   * Errors over all hosts, each weighing alike.
   *
   * @param forecast mean RMSE
   * @param persistence mean RMSE of saying "as now"
   * @param meanRatio mean over hosts of one over the other
   * @param worstHost number of the host with the largest ratio
   * @param worstRatio its ratio
   * @param worse hosts whose ratio is above 1.05
   */
  record Summary(
      double forecast,
      double persistence,
      double meanRatio,
      int worstHost,
      double worstRatio,
      int worse) {}

  Summary summary(int horizon) {
    double forecast = 0;
    double persistence = 0;
    double ratios = 0;
    int counted = 0;
    int worse = 0;
    int worstHost = 0;
    double worst = 0;
    Map<Integer, Sums> ofHosts = sums.getOrDefault(horizon, Map.of());
    for (Map.Entry<Integer, Sums> host : ofHosts.entrySet()) {
      Sums own = host.getValue();
      forecast += Math.sqrt(own.forecast / own.count);
      persistence += Math.sqrt(own.persistence / own.count);
      if (own.persistence > 0) {
        double ratio = Math.sqrt(own.forecast / own.persistence);
        ratios += ratio;
        counted++;
        worse += ratio > WORSE ? 1 : 0;
        worstHost = ratio > worst ? host.getKey() : worstHost;
        worst = Math.max(worst, ratio);
      }
    }
    int hosts = Math.max(1, ofHosts.size());
    return new Summary(
        forecast / hosts,
        persistence / hosts,
        ratios / Math.max(1, counted),
        worstHost,
        worst,
        worse);
  }
}
