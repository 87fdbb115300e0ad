package io.idlegrid.predictor.tool.score;

import java.util.Arrays;

/**
 * Recall against conflict rate as the start threshold falls. Recall is the share of truly idle
 * epochs that are started, the conflict rate the share of starts that do not stay idle.
 */
final class Frontier {
  private final double[] recall;
  private final double[] conflicts;

  private Frontier(double[] recall, double[] conflicts) {
    this.recall = recall;
    this.conflicts = conflicts;
  }

  /**
   * @param scores larger is safer
   * @param idle what came
   * @param weights of the rows
   */
  static Frontier of(float[] scores, boolean[] idle, double[] weights) {
    long[] order = descending(scores);
    double allIdle = 0;
    for (int i = 0; i < idle.length; i++) {
      allIdle += idle[i] ? weights[i] : 0;
    }
    double[] recall = new double[scores.length];
    double[] conflicts = new double[scores.length];
    double started = 0;
    double broken = 0;
    int points = 0;
    for (int i = 0; i < order.length; i++) {
      int row = (int) order[i];
      started += weights[row];
      broken += idle[row] ? 0 : weights[row];
      boolean lastOfTies = i + 1 == order.length || scores[(int) order[i + 1]] != scores[row];
      if (lastOfTies && started > 0) {
        recall[points] = (started - broken) / Math.max(allIdle, 1e-12);
        conflicts[points++] = broken / started;
      }
    }
    return new Frontier(Arrays.copyOf(recall, points), Arrays.copyOf(conflicts, points));
  }

  /** Row numbers in the low half, from the safest on. */
  private static long[] descending(float[] scores) {
    long[] order = new long[scores.length];
    for (int i = 0; i < order.length; i++) {
      int bits = Float.floatToIntBits(scores[i]);
      int rising = bits ^ ((bits >> 31) & 0x7fffffff);
      order[i] = ((long) ~rising << 32) | i;
    }
    Arrays.sort(order);
    return order;
  }

  /** Best recall at which the conflict rate is within a limit. */
  double recallAt(double limit) {
    double best = 0;
    for (int i = 0; i < recall.length; i++) {
      if (conflicts[i] <= limit) {
        best = Math.max(best, recall[i]);
      }
    }
    return best;
  }
}
