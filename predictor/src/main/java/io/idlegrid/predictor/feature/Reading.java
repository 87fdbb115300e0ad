package io.idlegrid.predictor.feature;

import io.idlegrid.predictor.rule.SimpleRule;
import io.idlegrid.predictor.series.LoadSeries;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a load series says at one instant, copied off it, so that inputs for any threshold can be
 * worked out later while the series goes on. A few microseconds, whatever the series' length.
 */
public final class Reading {
  private static final long MINUTE = 60_000;
  private static final long DAY_MILLIS = 86_400_000;
  private static final int HORIZONS = Horizon.ALL.size();
  private static final float UNKNOWN = Past.UNKNOWN;
  private static final int NEAR_HOURS = 4;
  private static final int NEAR_DAYS = 3;

  private static final double[] DAY_QUANTILES = {.5, .9, .99};
  private static final double[] WEEK_QUANTILES = {.9, .99};

  /** Forgetting of days that a forecast looks back on, half in ten. */
  private static final float[] DAY_WEIGHTS = dayWeights();

  private final Past past;

  /** Peak so far of the stretch that lasts, in half percents. */
  private final int openPeak;

  private final float[] quietSeconds;
  private final List<float @Nullable []> idleRates = new ArrayList<>(2 * HORIZONS);
  private final float[] loads = new float[Snapshot.LOADS];
  private final float[] plain = new float[Snapshot.PLAIN];
  private final float[][] seasons = new float[HORIZONS][Snapshot.SEASONS];
  private final float[][] hourPeaks = new float[HORIZONS][];
  private final float[][] survival;
  private final float[] spellLengths;
  private final float[][] ends = new float[HORIZONS][];

  /**
   * @param series with at least one sample
   */
  Reading(LoadSeries series, Past past) {
    this.past = past;
    openPeak = series.openPeak();
    quietSeconds = series.quietSeconds();
    for (Horizon horizon : Horizon.ALL) {
      for (int halfLife = 0; halfLife < 2; halfLife++) {
        idleRates.add(series.idleRates(horizon.index(), halfLife));
      }
    }
    spellLengths = series.quietLengths();
    survival = series.quietSurvival();
    readLoads(series);
    readPlain(series);
    float usual = (float) series.mean(3);
    for (Horizon horizon : Horizon.ALL) {
      hourPeaks[horizon.index()] = past.hourPeaks(horizon, openPeak);
      readSeasons(horizon);
      readEnds(horizon, usual);
    }
  }

  private void readEnds(Horizon horizon, float usual) {
    float[] own = past.ends(horizon).clone();
    own[2] = Float.isNaN(own[2]) ? usual : own[2];
    own[3] = Float.isNaN(own[3]) ? own[2] : own[3];
    ends[horizon.index()] = own;
  }

  private void readLoads(LoadSeries series) {
    int at = 0;
    loads[at++] = (float) series.last();
    for (long span : new long[] {MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE}) {
      loads[at++] = (float) series.peakOver(span);
    }
    float highest = loads[at - 1];
    if (isOpenKnown()) {
      highest = Math.max(highest, openPeak / 2f);
    }
    for (int place = 0; place < Past.highs(); place++) {
      loads[at++] = Math.max(highest, past.high(place));
    }
    at = readQuantiles(2, DAY_QUANTILES, at);
    at = readQuantiles(3, WEEK_QUANTILES, at);
    for (int halfLife = 1; halfLife <= 3; halfLife++) {
      loads[at++] = (float) series.mean(halfLife);
    }
  }

  private boolean isOpenKnown() {
    return openPeak != LoadSeries.NO_PEAK;
  }

  private int readQuantiles(int window, double[] quantiles, int at) {
    int next = at;
    int value = 0;
    int known = known(window);
    for (double quantile : quantiles) {
      double wanted = Math.ceil(quantile * known);
      while (value < 200 && quiet(window, value) < wanted) {
        value++;
      }
      loads[next++] = value / 2f;
    }
    return next;
  }

  private int quiet(int window, int halfPercents) {
    return past.quiet(window, halfPercents) + (openPeak <= halfPercents ? 1 : 0);
  }

  private int known(int window) {
    return past.known(window) + (isOpenKnown() ? 1 : 0);
  }

  private void readPlain(LoadSeries series) {
    double angle = 2 * Math.PI * Math.floorMod(series.newestMillis(), DAY_MILLIS) / DAY_MILLIS;
    plain[0] = (float) series.last();
    plain[1] = (float) series.lastStep();
    plain[2] = (float) (series.last() - series.mean(0));
    plain[3] = (float) series.deviation(1);
    plain[4] = (float) series.deviation(2);
    plain[5] = (float) series.deviation(3);
    plain[6] = (float) Math.sin(angle);
    plain[7] = (float) Math.cos(angle);
    // Bounded, and the sampling interval left out: both would tell one data set from another,
    // and what was learnt of one would not serve the next.
    plain[8] = (float) Math.log1p(Math.min(DAY_MILLIS, series.observedMillis()) / 1000.0);
  }

  private void readSeasons(Horizon horizon) {
    float[] own = seasons[horizon.index()];
    float[] days = past.dayPeaks(horizon);
    float[] exactDays = past.monthPeaks(horizon);
    float day = loads[8];
    float highest = UNKNOWN;
    for (float peak : days) {
      highest = Math.max(highest, peak);
    }
    own[0] = days[0] < 0 ? day : days[0];
    own[1] = highest < 0 ? day : highest;
    own[2] = exactDays[Past.DAYS - 1] < 0 ? own[0] : exactDays[Past.DAYS - 1];
    own[3] = exactDays[0] < 0 ? day : exactDays[0];
    float hours = UNKNOWN;
    for (int back = 0; back < NEAR_HOURS; back++) {
      hours = Math.max(hours, hourPeaks[horizon.index()][back]);
    }
    own[4] = hours < 0 ? day : hours;
  }

  /** What simple rules look at. */
  public SimpleRule.Recent recent() {
    return Snapshot.recent(loads, plain);
  }

  /** Packs inputs for some thresholds in percent. */
  public Snapshot snapshot(double... thresholds) {
    var snapshot = new Snapshot(thresholds.length);
    snapshot.head(loads, plain, seasons, ends);
    for (int place = 0; place < thresholds.length; place++) {
      snapshot.threshold(place, thresholds[place]);
      ofThreshold(thresholds[place], place, snapshot);
    }
    return snapshot;
  }

  private void ofThreshold(double threshold, int place, Snapshot to) {
    to.common(place, 0, Math.log1p(quietSeconds[(int) Math.floor(threshold)]));
    int limit = (int) Math.floor(2 * threshold + 1e-9);
    for (int window = 0; window < Past.windows(); window++) {
      int known = known(window);
      float quiet = (float) quiet(window, limit) / known;
      to.common(place, 1 + window, known == 0 ? UNKNOWN : quiet);
    }
    untilBursts(limit, place, to);
    to.common(place, 9, LoadSeries.atThreshold(spellLengths, threshold));
    for (Horizon horizon : Horizon.ALL) {
      int h = horizon.index();
      to.rate(horizon, place, 0, rate(idleRates.get(2 * h), threshold));
      to.rate(horizon, place, 1, rate(idleRates.get(2 * h + 1), threshold));
      to.rate(horizon, place, 2, shareWithin(past.dayPeaks(horizon), threshold));
      to.rate(horizon, place, 3, shareWithin(hourPeaks[h], threshold));
      to.rate(horizon, place, 4, quietDays(past.monthPeaks(horizon), threshold));
      to.rate(horizon, place, 5, quietDays(past.widePeaks(horizon), threshold));
      to.rate(horizon, place, 6, quietWeeks(past.monthPeaks(horizon), threshold));
      to.rate(horizon, place, 7, LoadSeries.atThreshold(survival[h], threshold));
    }
  }

  /** How soon after this time of past days the load rose above: soonest, yesterday, last week. */
  private void untilBursts(int limit, int place, Snapshot to) {
    int soonest = Past.longestWait();
    int sum = 0;
    for (int back = 1; back <= Past.DAYS; back++) {
      int wait = past.untilBurst(back, limit);
      soonest = back <= NEAR_DAYS ? Math.min(soonest, wait) : soonest;
      sum += wait;
      if (back == 1) {
        to.common(place, 6, wait);
      } else if (back == Past.DAYS) {
        to.common(place, 7, wait);
      }
    }
    to.common(place, 5, soonest);
    to.common(place, 8, (double) sum / Past.DAYS);
  }

  /** Share of past days that stayed quiet here, recent ones weighing more. */
  private static float quietDays(float[] byDay, double threshold) {
    float known = .5f;
    float above = .05f;
    for (int back = 0; back < Past.MONTH; back++) {
      if (byDay[back] >= 0) {
        known += DAY_WEIGHTS[back];
        above += byDay[back] > threshold ? DAY_WEIGHTS[back] : 0;
      }
    }
    return 1 - above / known;
  }

  private static float quietWeeks(float[] byDay, double threshold) {
    int known = 0;
    int quiet = 0;
    for (int back = Past.DAYS - 1; back < Past.MONTH; back += Past.DAYS) {
      known += byDay[back] >= 0 ? 1 : 0;
      quiet += byDay[back] >= 0 && byDay[back] <= threshold ? 1 : 0;
    }
    return known == 0 ? UNKNOWN : (float) quiet / known;
  }

  private static float[] dayWeights() {
    float[] weights = new float[Past.MONTH];
    for (int back = 0; back < Past.MONTH; back++) {
      weights[back] = (float) Math.pow(.5, (back + 1) / 10.0);
    }
    return weights;
  }

  private static float rate(float @Nullable [] cumulative, double threshold) {
    if (cumulative == null) {
      return UNKNOWN;
    }
    float position = (float) threshold / 2.5f;
    int whole = Math.min(cumulative.length - 1, (int) position);
    float low = cumulative[whole];
    float high = cumulative[Math.min(cumulative.length - 1, whole + 1)];
    return low + (position - whole) * (high - low);
  }

  private static float shareWithin(float[] peaks, double threshold) {
    int known = 0;
    int within = 0;
    for (float peak : peaks) {
      known += peak < 0 ? 0 : 1;
      within += peak >= 0 && peak <= threshold ? 1 : 0;
    }
    return known == 0 ? UNKNOWN : (float) within / known;
  }
}
