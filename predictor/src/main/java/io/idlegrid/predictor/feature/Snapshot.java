package io.idlegrid.predictor.feature;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What a load series looked like at one instant, with all that a row needs for any horizon and each
 * of a few thresholds. Holds no NaN, which trees could not split on. Packed into one array because
 * a pool keeps tens of thousands: loads, plain inputs, two seasons per horizon, then per threshold
 * the threshold, its quiet time, and three past idle rates per horizon.
 */
public final class Snapshot {
  private static final int MOST_THRESHOLDS = 101;
  static final int LOADS = 14;
  static final int PLAIN = 10;
  static final int SEASONS = 2;
  static final int RATES = 3;

  /** Numbers in a row. */
  public static final int WIDTH = LOADS + SEASONS + 2 + 1 + RATES + PLAIN + 1;

  private static final int HORIZONS = Horizon.ALL.size();
  private static final int HEAD = LOADS + PLAIN + SEASONS * HORIZONS;
  private static final int PER_THRESHOLD = 2 + RATES * HORIZONS;
  private static final int DEVIATION_HOUR = LOADS + 4;
  private static final int DEVIATION_DAY = LOADS + 5;
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
    int own = HEAD + place * PER_THRESHOLD;
    int seasons = LOADS + PLAIN + SEASONS * horizon.index();
    float threshold = values[own];
    int at = 0;
    for (int i = 0; i < LOADS; i++) {
      row[at++] = threshold - values[i];
    }
    for (int i = 0; i < SEASONS; i++) {
      row[at++] = threshold - values[seasons + i];
    }
    row[at++] = (threshold - values[MEAN_HOUR]) / Math.max(values[DEVIATION_HOUR], .5f);
    row[at++] = (threshold - values[MEAN_DAY]) / Math.max(values[DEVIATION_DAY], .5f);
    row[at++] = values[own + 1];
    System.arraycopy(values, own + 2 + RATES * horizon.index(), row, at, RATES);
    System.arraycopy(values, LOADS, row, at + RATES, PLAIN);
    row[at + RATES + PLAIN] = threshold;
  }

  void load(int index, double value) {
    values[index] = (float) value;
  }

  void plain(int index, double value) {
    values[LOADS + index] = (float) value;
  }

  void season(Horizon horizon, int index, double value) {
    values[LOADS + PLAIN + SEASONS * horizon.index() + index] = (float) value;
  }

  void threshold(int place, double threshold, double quietTime) {
    values[HEAD + place * PER_THRESHOLD] = (float) threshold;
    values[HEAD + place * PER_THRESHOLD + 1] = (float) quietTime;
  }

  void rate(Horizon horizon, int place, int index, double value) {
    int own = HEAD + place * PER_THRESHOLD + 2;
    values[own + RATES * horizon.index() + index] = (float) value;
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
