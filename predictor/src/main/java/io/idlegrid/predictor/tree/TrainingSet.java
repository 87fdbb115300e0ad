package io.idlegrid.predictor.tree;

import java.util.Arrays;

/**
 * Rows to fit on.
 *
 * @param rows rows × features, no NaN
 * @param targets 1 or 0 for whether the row's device stayed idle, or any number for a regression;
 *     one per row
 * @param weights of the rows, positive; a learner that knows no weights says so
 * @param rising how many of the first features the outcome may only rise with
 */
// Arrays are handed over, not copied: a training set is large and lives for one fit.
@SuppressWarnings("ArrayRecordComponent")
public record TrainingSet(float[][] rows, float[] targets, float[] weights, int rising) {

  public TrainingSet {
    if (rows.length == 0 || rows.length != targets.length || rows.length != weights.length) {
      throw new IllegalArgumentException(
          rows.length + " rows, " + targets.length + " targets, " + weights.length + " weights");
    }
  }

  /** Rows that weigh alike, with labels. */
  public TrainingSet(float[][] rows, boolean[] labels) {
    this(rows, numbers(labels), ones(rows.length), 0);
  }

  public int size() {
    return rows.length;
  }

  public int features() {
    return rows[0].length;
  }

  /** Weighted mean of the targets: the idle share where they are labels. */
  public double mean() {
    double sum = 0;
    double all = 0;
    for (int i = 0; i < targets.length; i++) {
      sum += weights[i] * targets[i];
      all += weights[i];
    }
    return sum / all;
  }

  private static float[] numbers(boolean[] labels) {
    float[] numbers = new float[labels.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = labels[i] ? 1 : 0;
    }
    return numbers;
  }

  private static float[] ones(int size) {
    float[] ones = new float[size];
    Arrays.fill(ones, 1);
    return ones;
  }
}
