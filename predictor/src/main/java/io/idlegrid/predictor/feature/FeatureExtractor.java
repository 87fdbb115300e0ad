package io.idlegrid.predictor.feature;

import io.idlegrid.predictor.series.LoadSeries;
import java.util.Arrays;

/** Reads a snapshot off a load series: a few hundred byte reads, whatever the series' length. */
public final class FeatureExtractor {
  private static final long MINUTE = 60_000;
  private static final long HOUR = 3_600_000;
  private static final long DAY = 86_400_000;
  private static final int DAYS = 7;
  private static final double UNKNOWN_RATE = -1;

  private FeatureExtractor() {}

  /**
   * @param series with at least one sample
   * @param thresholds in percent
   */
  public static Snapshot snapshot(LoadSeries series, double[] thresholds) {
    var snapshot = new Snapshot(thresholds.length);
    loads(series, snapshot);
    plain(series, snapshot);
    for (int place = 0; place < thresholds.length; place++) {
      double quiet = Math.log1p(series.quietFor(thresholds[place]) / 1000.0);
      snapshot.threshold(place, thresholds[place], quiet);
    }
    for (Horizon horizon : Horizon.ALL) {
      ofHorizon(series, horizon, thresholds, snapshot);
    }
    return snapshot;
  }

  private static void loads(LoadSeries series, Snapshot to) {
    long[] spans = {MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, DAY, DAYS * DAY};
    int at = 0;
    to.load(at++, series.last());
    for (long span : spans) {
      to.load(at++, series.peakOver(span));
    }
    int[] counts = new int[256];
    int total = series.countDayPeaks(counts);
    for (double quantile : new double[] {.5, .9, .99}) {
      to.load(at++, quantile(counts, total, quantile));
    }
    for (int halfLife = 1; halfLife <= 3; halfLife++) {
      to.load(at++, series.mean(halfLife));
    }
  }

  private static double quantile(int[] counts, int total, double quantile) {
    int rest = (int) Math.ceil(quantile * total);
    int value = 0;
    while (value < 200 && rest > counts[value]) {
      rest -= counts[value++];
    }
    return value / 2.0;
  }

  private static void plain(LoadSeries series, Snapshot to) {
    double angle = 2 * Math.PI * Math.floorMod(series.newestMillis(), DAY) / DAY;
    double[] values = {
      series.last(),
      series.lastStep(),
      series.last() - series.mean(0),
      series.deviation(1),
      series.deviation(2),
      series.deviation(3),
      Math.sin(angle),
      Math.cos(angle),
      Math.log(series.lastSpanMillis() / 1000.0),
      Math.log1p(series.observedMillis() / 1000.0)
    };
    for (int i = 0; i < values.length; i++) {
      to.plain(i, values[i]);
    }
  }

  private static void ofHorizon(
      LoadSeries series, Horizon horizon, double[] thresholds, Snapshot to) {
    double[] sameTime = sameTimePeaks(series, horizon);
    double highest = Arrays.stream(sameTime).filter(p -> !Double.isNaN(p)).max().orElse(-1);
    to.season(horizon, 0, Double.isNaN(sameTime[0]) ? series.peakOver(DAY) : sameTime[0]);
    to.season(horizon, 1, highest < 0 ? series.peakOver(DAY) : highest);
    for (int place = 0; place < thresholds.length; place++) {
      double threshold = thresholds[place];
      int h = horizon.index();
      to.rate(horizon, place, 0, known(series.idleRate(h, 0, threshold)));
      to.rate(horizon, place, 1, known(series.idleRate(h, 1, threshold)));
      to.rate(horizon, place, 2, shareWithin(sameTime, threshold));
    }
  }

  /** Peaks one to seven days ago, over the same span widened by a quarter of an hour. */
  private static double[] sameTimePeaks(LoadSeries series, Horizon horizon) {
    double[] peaks = new double[DAYS];
    for (int day = 1; day <= DAYS; day++) {
      long then = series.newestMillis() - day * DAY;
      peaks[day - 1] =
          series.peakBetween(then - 15 * MINUTE, then + horizon.millis() + 15 * MINUTE);
    }
    return peaks;
  }

  private static double shareWithin(double[] peaks, double threshold) {
    int known = 0;
    int within = 0;
    for (double peak : peaks) {
      known += Double.isNaN(peak) ? 0 : 1;
      within += peak <= threshold ? 1 : 0;
    }
    return known == 0 ? UNKNOWN_RATE : (double) within / known;
  }

  private static double known(double rate) {
    return Double.isNaN(rate) ? UNKNOWN_RATE : rate;
  }
}
