package io.idlegrid.predictor.feature;

import io.idlegrid.predictor.series.LoadSeries;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a load series says at one instant, copied off it, so that inputs for any threshold can be
 * worked out later while the series goes on. A few microseconds, whatever the series' length.
 */
public final class Reading {
  private static final int HOUR = 12;
  private static final int DAY = 24 * HOUR;
  private static final int DAYS = 7;
  private static final int HOURS = 24;
  private static final int WEEK = DAYS * DAY;
  private static final int HELD = WEEK + DAY;
  private static final long MINUTE = 60_000;
  private static final long DAY_MILLIS = 86_400_000;

  /** Windows over which the share of quiet stretches is an input. */
  private static final int[] SHARES = {HOUR, 6 * HOUR, DAY, WEEK};

  /** Spans of the peaks that are read off the five-minute stretches. */
  private static final int[] PEAKS = {3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, WEEK};

  static final float UNKNOWN = -1;
  private static final int WIDENED = 3;
  private static final int NEAR_HOURS = 4;
  private static final int NEAR_DAYS = 3;
  private static final int MONTH = 30;
  private static final long QUARTER = 15 * MINUTE;

  /** Forgetting of days that a forecast looks back on, half in ten. */
  private static final float[] DAY_WEIGHTS = dayWeights();

  /** Habitual bursts are looked for up to this far ahead. */
  private static final int AHEAD = 6 * HOUR;

  private final byte[] peaks;
  private final float[] quietSeconds;
  private final List<float @Nullable []> idleRates = new ArrayList<>();
  private final float[] loads = new float[Snapshot.LOADS];
  private final float[] plain = new float[Snapshot.PLAIN];
  private final float[][] seasons = new float[Horizon.ALL.size()][Snapshot.SEASONS];

  /** Per horizon what followed the same time of the past days, a little widened. */
  private final float[][] dayPeaks = new float[Horizon.ALL.size()][DAYS];

  /** Per horizon what followed the same minute of the past hours. */
  private final float[][] hourPeaks = new float[Horizon.ALL.size()][HOURS];

  /** Per window of {@link #SHARES} how many stretches peaked at or under each half percent. */
  private final int[][] upTo = new int[SHARES.length][];

  /** Per horizon what followed the same time of the days of a month; beyond a week by quarters. */
  private final float[][] monthPeaks = new float[Horizon.ALL.size()][MONTH];

  /** The same, widened a little either way. */
  private final float[][] widePeaks = new float[Horizon.ALL.size()][MONTH];

  private final List<float[]> survival = new ArrayList<>();
  private final float[] spellLengths;

  private final float[][] ends = new float[Horizon.ALL.size()][Snapshot.ENDS];

  /**
   * @param series with at least one sample
   */
  public Reading(LoadSeries series) {
    peaks = series.fiveMinutePeaks(HELD);
    quietSeconds = series.quietSeconds();
    for (Horizon horizon : Horizon.ALL) {
      for (int halfLife = 0; halfLife < 2; halfLife++) {
        idleRates.add(series.idleRates(horizon.index(), halfLife));
      }
    }
    spellLengths = series.quietLengths();
    readLoads(series);
    readPlain(series);
    for (Horizon horizon : Horizon.ALL) {
      survival.add(series.quietSurvival(horizon.index()));
      readSeasons(horizon);
      readMonth(series, horizon);
      readEnds(series, horizon);
    }
  }

  /** How the load went on from here yesterday, a week ago, and on the days between. */
  private void readEnds(LoadSeries series, Horizon horizon) {
    float[] own = ends[horizon.index()];
    long now = series.newestMillis() - 1;
    long end = now + horizon.millis();
    double yesterday = series.meanAt(end - DAY_MILLIS);
    double lastWeek = series.meanAt(end - DAYS * DAY_MILLIS);
    own[0] = known(yesterday - series.meanAt(now - DAY_MILLIS), 0);
    own[1] = known(lastWeek - series.meanAt(now - DAYS * DAY_MILLIS), 0);
    own[2] = known(yesterday, series.mean(3));
    double level = 0;
    double change = 0;
    int days = 0;
    for (int back = 1; back <= DAYS; back++) {
      double before = series.meanAt(now - back * DAY_MILLIS);
      double after = series.meanAt(end - back * DAY_MILLIS);
      if (!Double.isNaN(before) && !Double.isNaN(after)) {
        level += after;
        change += after - before;
        days++;
      }
    }
    own[3] = days == 0 ? own[2] : (float) (level / days);
    own[4] = days == 0 ? 0 : (float) (change / days);
  }

  private static float known(double value, double otherwise) {
    return (float) (Double.isNaN(value) ? otherwise : value);
  }

  private void readLoads(LoadSeries series) {
    int at = 0;
    loads[at++] = (float) series.last();
    for (long span : new long[] {MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE}) {
      loads[at++] = (float) series.peakOver(span);
    }
    float highest = loads[at - 1];
    int from = HELD - 1;
    for (int span : PEAKS) {
      highest = Math.max(highest, peak(HELD - span, from));
      from = HELD - span;
      loads[at++] = highest;
    }
    countPeaks();
    at = readQuantiles(upTo[2], new double[] {.5, .9, .99}, at);
    at = readQuantiles(upTo[3], new double[] {.9, .99}, at);
    for (int halfLife = 1; halfLife <= 3; halfLife++) {
      loads[at++] = (float) series.mean(halfLife);
    }
  }

  private void countPeaks() {
    int[] counts = new int[LoadSeries.NO_PEAK + 1];
    int from = HELD;
    for (int window = 0; window < SHARES.length; window++) {
      for (int i = HELD - SHARES[window]; i < from; i++) {
        counts[peaks[i] & 0xff]++;
      }
      from = HELD - SHARES[window];
      int[] sums = new int[LoadSeries.NO_PEAK];
      int sum = 0;
      for (int value = 0; value < sums.length; value++) {
        sum += counts[value];
        sums[value] = sum;
      }
      upTo[window] = sums;
    }
  }

  private int readQuantiles(int[] sums, double[] quantiles, int at) {
    int next = at;
    int value = 0;
    for (double quantile : quantiles) {
      double wanted = Math.ceil(quantile * sums[sums.length - 1]);
      while (value < 200 && sums[value] < wanted) {
        value++;
      }
      loads[next++] = value / 2f;
    }
    return next;
  }

  private void readPlain(LoadSeries series) {
    double angle = 2 * Math.PI * Math.floorMod(series.newestMillis(), DAY_MILLIS) / DAY_MILLIS;
    double[] values = {
      series.last(),
      series.lastStep(),
      series.last() - series.mean(0),
      series.deviation(1),
      series.deviation(2),
      series.deviation(3),
      Math.sin(angle),
      Math.cos(angle),
      // Bounded, and the sampling interval left out: both would tell one data set from another,
      // and what was learnt of one would not serve the next.
      Math.log1p(Math.min(DAY_MILLIS, series.observedMillis()) / 1000.0)
    };
    for (int i = 0; i < values.length; i++) {
      plain[i] = (float) values[i];
    }
  }

  private void readSeasons(Horizon horizon) {
    float[] own = seasons[horizon.index()];
    float day = loads[8];
    float highest = UNKNOWN;
    for (int back = 1; back <= DAYS; back++) {
      dayPeaks[horizon.index()][back - 1] = seasonPeak(horizon, back * DAY, WIDENED);
      highest = Math.max(highest, dayPeaks[horizon.index()][back - 1]);
    }
    float yesterday = dayPeaks[horizon.index()][0];
    own[0] = yesterday < 0 ? day : yesterday;
    own[1] = highest < 0 ? day : highest;
    float lastWeek = seasonPeak(horizon, WEEK, 0);
    own[2] = lastWeek < 0 ? own[0] : lastWeek;
    float exact = seasonPeak(horizon, DAY, 0);
    own[3] = exact < 0 ? day : exact;
    float hours = UNKNOWN;
    for (int back = 1; back <= HOURS; back++) {
      hourPeaks[horizon.index()][back - 1] = seasonPeak(horizon, back * HOUR, 0);
    }
    for (int back = 0; back < NEAR_HOURS; back++) {
      hours = Math.max(hours, hourPeaks[horizon.index()][back]);
    }
    own[4] = hours < 0 ? day : hours;
  }

  private void readMonth(LoadSeries series, Horizon horizon) {
    float[] exact = monthPeaks[horizon.index()];
    float[] wide = widePeaks[horizon.index()];
    long now = series.newestMillis();
    for (int back = 1; back <= MONTH; back++) {
      if (back <= DAYS) {
        exact[back - 1] = seasonPeak(horizon, back * DAY, 0);
        wide[back - 1] = dayPeaks[horizon.index()][back - 1];
      } else {
        long from = now - back * DAY_MILLIS;
        long to = from + horizon.millis();
        exact[back - 1] = known(series.quarterPeak(from, to), UNKNOWN);
        wide[back - 1] = known(series.quarterPeak(from - QUARTER, to + QUARTER), UNKNOWN);
      }
    }
  }

  /** Peak of what followed the same instant some stretches ago, or {@link #UNKNOWN}. */
  private float seasonPeak(Horizon horizon, int back, int widened) {
    int from = HELD - 1 - back - widened;
    int to = HELD - 1 - back + stretches(horizon) + widened;
    return peak(from, Math.min(HELD - 1, to));
  }

  private static int stretches(Horizon horizon) {
    return (int) Math.max(1, horizon.millis() / (5 * MINUTE));
  }

  /** Highest of the stretches {@code from..to}, or {@link #UNKNOWN}. */
  private float peak(int from, int to) {
    int highest = -1;
    for (int i = Math.max(0, from); i <= to; i++) {
      int value = peaks[i] & 0xff;
      if (value != LoadSeries.NO_PEAK && value > highest) {
        highest = value;
      }
    }
    return highest < 0 ? UNKNOWN : highest / 2f;
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
    for (int window = 0; window < SHARES.length; window++) {
      int known = upTo[window][LoadSeries.NO_PEAK - 1];
      float quiet = (float) upTo[window][limit] / known;
      to.common(place, 1 + window, known == 0 ? UNKNOWN : quiet);
    }
    untilBursts(threshold, place, to);
    to.common(place, 9, LoadSeries.atThreshold(spellLengths, threshold));
    for (Horizon horizon : Horizon.ALL) {
      int h = horizon.index();
      to.rate(horizon, place, 0, rate(idleRates.get(2 * h), threshold));
      to.rate(horizon, place, 1, rate(idleRates.get(2 * h + 1), threshold));
      to.rate(horizon, place, 2, shareWithin(dayPeaks[h], threshold));
      to.rate(horizon, place, 3, shareWithin(hourPeaks[h], threshold));
      to.rate(horizon, place, 4, quietDays(monthPeaks[h], threshold));
      to.rate(horizon, place, 5, quietDays(widePeaks[h], threshold));
      to.rate(horizon, place, 6, quietWeeks(monthPeaks[h], threshold));
      to.rate(horizon, place, 7, LoadSeries.atThreshold(survival.get(h), threshold));
    }
  }

  /** How soon after this time of past days the load rose above: soonest, yesterday, last week. */
  private void untilBursts(double threshold, int place, Snapshot to) {
    int limit = (int) Math.floor(2 * threshold + 1e-9);
    int soonest = AHEAD;
    int sum = 0;
    for (int back = 1; back <= DAYS; back++) {
      int wait = untilBurst(HELD - 1 - back * DAY, limit);
      soonest = back <= NEAR_DAYS ? Math.min(soonest, wait) : soonest;
      sum += wait;
      if (back == 1) {
        to.common(place, 6, wait);
      } else if (back == DAYS) {
        to.common(place, 7, wait);
      }
    }
    to.common(place, 5, soonest);
    to.common(place, 8, (double) sum / DAYS);
  }

  private int untilBurst(int from, int limit) {
    for (int wait = 1; wait < AHEAD; wait++) {
      int value = peaks[from + wait] & 0xff;
      if (value > limit && value != LoadSeries.NO_PEAK) {
        return wait;
      }
    }
    return AHEAD;
  }

  /** Share of past days that stayed quiet here, recent ones weighing more. */
  private static float quietDays(float[] byDay, double threshold) {
    float known = .5f;
    float above = .05f;
    for (int back = 0; back < MONTH; back++) {
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
    for (int back = DAYS - 1; back < MONTH; back += DAYS) {
      known += byDay[back] >= 0 ? 1 : 0;
      quiet += byDay[back] >= 0 && byDay[back] <= threshold ? 1 : 0;
    }
    return known == 0 ? UNKNOWN : (float) quiet / known;
  }

  private static float[] dayWeights() {
    float[] weights = new float[MONTH];
    for (int back = 0; back < MONTH; back++) {
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
