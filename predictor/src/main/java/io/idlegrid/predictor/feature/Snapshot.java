package io.idlegrid.predictor.feature;

import io.idlegrid.predictor.rule.SimpleRule;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * What a load series looked like at one instant, with all that a row needs for any horizon and each
 * of a few thresholds. Holds no NaN, which trees could not split on. Packed into one array because
 * a pool keeps tens of thousands: loads, plain inputs, seasons and season means per horizon, then
 * per threshold the threshold, inputs common to all horizons, and rates per horizon.
 */
public final class Snapshot {
  private static final int MOST_THRESHOLDS = 101;
  static final int LOADS = 19;
  static final int PLAIN = 9;
  static final int SEASONS = 5;
  static final int ENDS = 5;
  static final int COMMON = 10;
  static final int RATES = 8;

  /** Numbers in a row that never fall when the threshold rises; they come first. */
  public static final int RISING = LOADS + SEASONS + 2 + COMMON + RATES + 1;

  /** Numbers in a row. */
  public static final int WIDTH = RISING + PLAIN;

  /** Numbers in a row that the load at the end of a span is forecast from. */
  public static final int END_WIDTH = 20;

  /**
   * Places in such a row of the means of 5 minutes, an hour, a day, of yesterday's and the week's
   * load.
   */
  public static final List<Integer> END_LEVELS = List.of(1, 2, 3, 10, 18);

  private static final float LEAST_SCALE = .5f;

  private static final int HORIZONS = Horizon.ALL.size();
  private static final int ENDS_FROM = LOADS + PLAIN + SEASONS * HORIZONS;
  private static final int HEAD = ENDS_FROM + ENDS * HORIZONS;
  private static final int PER_THRESHOLD = 1 + COMMON + RATES * HORIZONS;
  private static final int DEVIATION_HOUR = LOADS + 4;
  private static final int DEVIATION_DAY = LOADS + 5;
  private static final int PEAK_HOUR = 4;
  private static final int PEAK_DAY = 8;
  private static final int QUANTILE_DAY = 13;
  private static final int MEAN_HOUR = LOADS - 2;
  private static final int MEAN_DAY = LOADS - 1;

  private final float[] values;

  Snapshot(int thresholds) {
    values = new float[HEAD + thresholds * PER_THRESHOLD];
  }

  public int thresholds() {
    return (values.length - HEAD) / PER_THRESHOLD;
  }

  /** The threshold in percent at one place. */
  public double threshold(int place) {
    return values[HEAD + place * PER_THRESHOLD];
  }

  /**
   * Fills a row of {@link #WIDTH} numbers. Loads enter as slack under the threshold, so that hosts
   * of unlike levels share what is learnt.
   */
  public void fill(Horizon horizon, int place, float[] row) {
    fill(horizon, place, row, 0);
  }

  /** Fills one row of several that lie one after the other. */
  public void fill(Horizon horizon, int place, float[] row, int from) {
    int own = HEAD + place * PER_THRESHOLD;
    int seasons = LOADS + PLAIN + SEASONS * horizon.index();
    float threshold = values[own];
    int at = from;
    for (int i = 0; i < LOADS; i++) {
      row[at++] = threshold - values[i];
    }
    for (int i = 0; i < SEASONS; i++) {
      row[at++] = threshold - values[seasons + i];
    }
    row[at++] = (threshold - values[MEAN_HOUR]) / Math.max(values[DEVIATION_HOUR], .5f);
    row[at++] = (threshold - values[MEAN_DAY]) / Math.max(values[DEVIATION_DAY], .5f);
    System.arraycopy(values, own + 1, row, at, COMMON);
    at += COMMON;
    System.arraycopy(values, own + 1 + COMMON + RATES * horizon.index(), row, at, RATES);
    at += RATES;
    row[at++] = threshold;
    System.arraycopy(values, LOADS, row, at, PLAIN);
  }

  /** The newest load in percent. */
  public float last() {
    return values[0];
  }

  /** What simple rules look at. */
  public SimpleRule.Recent recent() {
    return new SimpleRule.Recent(
        values[PEAK_HOUR],
        values[PEAK_DAY],
        values[MEAN_HOUR],
        values[DEVIATION_HOUR],
        values[QUANTILE_DAY]);
  }

  static SimpleRule.Recent recent(float[] loads, float[] plain) {
    return new SimpleRule.Recent(
        loads[PEAK_HOUR],
        loads[PEAK_DAY],
        loads[MEAN_HOUR],
        plain[DEVIATION_HOUR - LOADS],
        loads[QUANTILE_DAY]);
  }

  /** A usual change of this device's load in percent, which other changes are measured in. */
  public float scale() {
    return Math.max(LEAST_SCALE, values[DEVIATION_DAY]);
  }

  /**
   * Fills a row of {@link #END_WIDTH} numbers. Loads enter as distance from the newest one, in
   * units of {@link #scale}.
   */
  public void fillEnd(Horizon horizon, float[] row) {
    float scale = scale();
    float last = last();
    int ends = ENDS_FROM + ENDS * horizon.index();
    int at = 0;
    row[at++] = -values[LOADS + 2] / scale;
    for (int load : new int[] {MEAN_HOUR - 1, MEAN_HOUR, MEAN_DAY, 2, 4, 11}) {
      row[at++] = (values[load] - last) / scale;
    }
    row[at++] = values[LOADS + 1] / scale;
    row[at++] = values[ends] / scale;
    row[at++] = values[ends + 1] / scale;
    row[at++] = (values[ends + 2] - last) / scale;
    row[at++] = values[DEVIATION_HOUR - 1] / scale;
    row[at++] = values[DEVIATION_HOUR] / scale;
    row[at++] = scale;
    row[at++] = last;
    row[at++] = values[LOADS + 6];
    row[at++] = values[LOADS + 7];
    row[at++] = values[LOADS + 8];
    row[at++] = (values[ends + 3] - last) / scale;
    row[at] = values[ends + 4] / scale;
  }

  void head(float[] loads, float[] plain, float[][] seasons, float[][] ends) {
    System.arraycopy(loads, 0, values, 0, LOADS);
    System.arraycopy(plain, 0, values, LOADS, PLAIN);
    for (int h = 0; h < HORIZONS; h++) {
      System.arraycopy(seasons[h], 0, values, LOADS + PLAIN + SEASONS * h, SEASONS);
      System.arraycopy(ends[h], 0, values, ENDS_FROM + ENDS * h, ENDS);
    }
  }

  void threshold(int place, double threshold) {
    values[HEAD + place * PER_THRESHOLD] = (float) threshold;
  }

  void common(int place, int index, double value) {
    values[HEAD + place * PER_THRESHOLD + 1 + index] = (float) value;
  }

  void rate(Horizon horizon, int place, int index, float value) {
    int own = HEAD + place * PER_THRESHOLD + 1 + COMMON;
    values[own + RATES * horizon.index() + index] = value;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeByte(thresholds());
    for (float value : values) {
      out.writeFloat(value);
    }
  }

  static Snapshot read(DataInputStream in) throws IOException {
    int thresholds = in.readUnsignedByte();
    if (thresholds > MOST_THRESHOLDS) {
      throw new IllegalArgumentException(thresholds + " thresholds");
    }
    var snapshot = new Snapshot(thresholds);
    for (int i = 0; i < snapshot.values.length; i++) {
      snapshot.values[i] = in.readFloat();
    }
    return snapshot;
  }
}
