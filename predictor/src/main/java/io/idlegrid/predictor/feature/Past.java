package io.idlegrid.predictor.feature;

import io.idlegrid.predictor.series.LoadSeries;
import java.util.Arrays;

/**
 * What a load series says of the stretches of five minutes that are over. It changes only when one
 * more is, so it is worked out then and shared by all readings until the next. Immutable.
 */
final class Past {
  private static final int HOUR = 12;
  private static final int DAY = 24 * HOUR;
  static final int DAYS = 7;
  private static final int HOURS = 24;
  private static final int WEEK = DAYS * DAY;
  private static final int HELD = WEEK + DAY;

  /** Place of the stretch that lasts, which is no part of the past. */
  private static final int OPEN = HELD - 1;

  private static final long FIVE_MINUTES = 300_000;
  private static final long QUARTER = 900_000;
  private static final int DAY_QUARTERS = 96;
  private static final int HELD_QUARTERS = 31 * DAY_QUARTERS;
  private static final int WIDENED = 3;
  static final int MONTH = 30;

  /** Windows over which the share of quiet stretches is an input. */
  private static final int[] SHARES = {HOUR, 6 * HOUR, DAY, WEEK};

  /** Spans of the peaks that are read off the five-minute stretches. */
  private static final int[] PEAKS = {3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, WEEK};

  /** Habitual bursts are looked for up to this far ahead. */
  private static final int AHEAD = 6 * HOUR;

  private static final int HORIZONS = Horizon.ALL.size();
  static final float UNKNOWN = -1;

  private final int cuts;
  private final long stretch;
  private final int endOffset;
  private final int[] quarterOffsets;
  private final byte[] peaks;
  private final int[][] upTo = new int[SHARES.length][];
  private final float[] highs = new float[PEAKS.length];
  private final float[][] dayPeaks = new float[HORIZONS][];
  private final float[][] hourPeaks = new float[HORIZONS][];
  private final float[][] monthPeaks = new float[HORIZONS][];
  private final float[][] widePeaks = new float[HORIZONS][];
  private final float[][] ends = new float[HORIZONS][];

  Past(LoadSeries series) {
    cuts = series.cuts();
    stretch = stretch(series);
    endOffset = endOffset(series);
    quarterOffsets = quarterOffsets(series);
    peaks = series.fiveMinutePeaks(HELD);
    countPeaks();
    readHighs();
    byte[] quarters = series.quarterPeaks(HELD_QUARTERS);
    byte[] means = series.fiveMinuteMeans(HELD);
    for (Horizon horizon : Horizon.ALL) {
      readSeasons(horizon);
      readMonth(horizon, quarters);
      readEnds(horizon, means);
    }
  }

  /** Whether a series still has this past. */
  boolean isOf(LoadSeries series) {
    return stretch == stretch(series)
        && cuts == series.cuts()
        && endOffset == endOffset(series)
        && Arrays.equals(quarterOffsets, quarterOffsets(series));
  }

  private static long stretch(LoadSeries series) {
    return Math.floorDiv(series.newestMillis() - 1, FIVE_MINUTES);
  }

  /** Stretches from the one that lasts to the one that lies a minute ahead. */
  private static int endOffset(LoadSeries series) {
    long ahead = series.newestMillis() - 1 + Horizon.ONE_MINUTE.millis();
    return (int) (Math.floorDiv(ahead, FIVE_MINUTES) - stretch(series));
  }

  /** Quarters from the one that lasts to where spans begin, and to where each horizon ends. */
  private static int[] quarterOffsets(LoadSeries series) {
    long now = series.newestMillis();
    long lasting = Math.floorDiv(now - 1, QUARTER);
    int[] offsets = new int[HORIZONS + 1];
    for (Horizon horizon : Horizon.ALL) {
      long end = Math.floorDiv(now + horizon.millis() - 1, QUARTER);
      offsets[horizon.index()] = (int) (end - lasting);
    }
    offsets[HORIZONS] = (int) (Math.floorDiv(now, QUARTER) - lasting);
    return offsets;
  }

  private void countPeaks() {
    int[] counts = new int[LoadSeries.NO_PEAK + 1];
    int from = OPEN;
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

  private void readHighs() {
    float highest = UNKNOWN;
    int from = OPEN - 1;
    for (int i = 0; i < PEAKS.length; i++) {
      highest = Math.max(highest, peak(HELD - PEAKS[i], from));
      from = HELD - PEAKS[i];
      highs[i] = highest;
    }
  }

  private static int stretches(Horizon horizon) {
    return (int) Math.max(1, horizon.millis() / FIVE_MINUTES);
  }

  private void readSeasons(Horizon horizon) {
    int h = horizon.index();
    if (h > 0 && stretches(horizon) == stretches(Horizon.ALL.get(h - 1))) {
      dayPeaks[h] = dayPeaks[h - 1];
      hourPeaks[h] = hourPeaks[h - 1];
      return;
    }
    dayPeaks[h] = new float[DAYS];
    for (int back = 1; back <= DAYS; back++) {
      dayPeaks[h][back - 1] = seasonPeak(horizon, back * DAY, WIDENED);
    }
    hourPeaks[h] = new float[HOURS];
    for (int back = 1; back <= HOURS; back++) {
      hourPeaks[h][back - 1] = seasonPeak(horizon, back * HOUR, 0);
    }
  }

  private void readMonth(Horizon horizon, byte[] quarters) {
    int h = horizon.index();
    float[] exact = new float[MONTH];
    float[] wide = new float[MONTH];
    for (int back = 1; back <= MONTH; back++) {
      if (back <= DAYS) {
        exact[back - 1] = seasonPeak(horizon, back * DAY, 0);
        wide[back - 1] = dayPeaks[h][back - 1];
      } else {
        // Beyond a week only quarters of an hour are held.
        int day = HELD_QUARTERS - 1 - back * DAY_QUARTERS;
        int from = day + quarterOffsets[HORIZONS];
        int to = day + quarterOffsets[h];
        exact[back - 1] = peak(quarters, from, to);
        wide[back - 1] = peak(quarters, from - 1, to + 1);
      }
    }
    monthPeaks[h] = exact;
    widePeaks[h] = wide;
  }

  /** How the load went on from here yesterday, a week ago, and on the days between. */
  private void readEnds(Horizon horizon, byte[] means) {
    int offset = horizon == Horizon.ONE_MINUTE ? endOffset : stretches(horizon);
    float[] own = new float[Snapshot.ENDS];
    double yesterday = mean(means, OPEN - DAY + offset);
    double lastWeek = mean(means, OPEN - WEEK + offset);
    own[0] = orZero(yesterday - mean(means, OPEN - DAY));
    own[1] = orZero(lastWeek - mean(means, OPEN - WEEK));
    own[2] = (float) yesterday;
    double level = 0;
    double change = 0;
    int days = 0;
    for (int back = 1; back <= DAYS; back++) {
      double before = mean(means, OPEN - back * DAY);
      double after = mean(means, OPEN - back * DAY + offset);
      if (!Double.isNaN(before) && !Double.isNaN(after)) {
        level += after;
        change += after - before;
        days++;
      }
    }
    own[3] = days == 0 ? Float.NaN : (float) (level / days);
    own[4] = days == 0 ? 0 : (float) (change / days);
    ends[horizon.index()] = own;
  }

  private static float orZero(double value) {
    return (float) (Double.isNaN(value) ? 0 : value);
  }

  private static double mean(byte[] means, int at) {
    int value = means[at] & 0xff;
    return value == LoadSeries.NO_PEAK ? Double.NaN : value / 2.0;
  }

  /** Peak of what followed the same instant some stretches ago, as far as that is over. */
  private float seasonPeak(Horizon horizon, int back, int widened) {
    int from = OPEN - back - widened;
    int to = OPEN - back + stretches(horizon) + widened;
    return peak(from, Math.min(OPEN - 1, to));
  }

  private float peak(int from, int to) {
    return peak(peaks, from, to);
  }

  /** Highest of {@code from..to} in percent, or {@link #UNKNOWN}. */
  private static float peak(byte[] values, int from, int to) {
    int highest = -1;
    for (int i = Math.max(0, from); i <= to; i++) {
      int value = values[i] & 0xff;
      if (value != LoadSeries.NO_PEAK && value > highest) {
        highest = value;
      }
    }
    return highest < 0 ? UNKNOWN : highest / 2f;
  }

  /** Windows of {@link #quiet}. */
  static int windows() {
    return SHARES.length;
  }

  /**
   * How many stretches of a window peaked at or under a number of half percents.
   *
   * @param window 0..3 for an hour, six hours, a day and a week
   */
  int quiet(int window, int halfPercents) {
    return upTo[window][halfPercents];
  }

  /** How many stretches of a window are known. */
  int known(int window) {
    return upTo[window][LoadSeries.NO_PEAK - 1];
  }

  /** Peaks of 3, 6, 12, 24, 48 hours and a week in percent, or {@link #UNKNOWN}. */
  float high(int place) {
    return highs[place];
  }

  static int highs() {
    return PEAKS.length;
  }

  /** What followed the same time of the past days, a little widened, yesterday first. */
  float[] dayPeaks(Horizon horizon) {
    return dayPeaks[horizon.index()];
  }

  /**
   * What followed the same minute of the past hours, newest first, with what the stretch that lasts
   * showed so far where a span reaches into it.
   */
  float[] hourPeaks(Horizon horizon, int openPeak) {
    float[] past = hourPeaks[horizon.index()];
    if (stretches(horizon) < HOUR || openPeak == LoadSeries.NO_PEAK) {
      return past;
    }
    float[] present = past.clone();
    present[0] = Math.max(present[0], openPeak / 2f);
    return present;
  }

  /** What followed the same time of the days of a month; beyond a week by quarters. */
  float[] monthPeaks(Horizon horizon) {
    return monthPeaks[horizon.index()];
  }

  /** The same, widened a little either way. */
  float[] widePeaks(Horizon horizon) {
    return widePeaks[horizon.index()];
  }

  /**
   * Change from here yesterday and a week ago, level at the horizon's end yesterday, and mean level
   * and change of the past week; levels are NaN where nothing is known.
   */
  float[] ends(Horizon horizon) {
    return ends[horizon.index()];
  }

  /** Stretches from this time some days ago until one peaked above, six hours at most. */
  int untilBurst(int daysAgo, int halfPercents) {
    int from = OPEN - daysAgo * DAY;
    for (int wait = 1; wait < AHEAD; wait++) {
      int value = peaks[from + wait] & 0xff;
      if (value > halfPercents && value != LoadSeries.NO_PEAK) {
        return wait;
      }
    }
    return AHEAD;
  }

  static int longestWait() {
    return AHEAD;
  }
}
