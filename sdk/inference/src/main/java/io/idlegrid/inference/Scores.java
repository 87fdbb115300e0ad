package io.idlegrid.inference;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What to make of a model's scores. */
final class Scores {

  private static final float ROUNDING = 1e-3f;

  private Scores() {}

  /** A class and the probability that the model gives it. */
  record Scored(String label, double score) {}

  /** All classes, most probable first; of equals, the one that comes first in the model. */
  static List<Scored> ranked(List<String> labels, float[] scores) throws InferenceException {
    requireNumbers(scores);
    double[] probabilities = probabilities(scores);
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(i -> -probabilities[i]))
        .map(i -> new Scored(labels.get(i), probabilities[i]))
        .toList();
  }

  private static void requireNumbers(float[] scores) throws InferenceException {
    for (float score : scores) {
      requireNumber(score);
    }
  }

  static void requireNumber(float value) throws InferenceException {
    if (!Float.isFinite(value)) {
      throw new InferenceException(
          "inference.scores",
          "the model put out " + value,
          "check mean and std in the job, and the model itself");
    }
  }

  /**
   * Scores as they are when they lie between 0 and 1 and add up to 1, as after a softmax layer;
   * otherwise their softmax.
   */
  static double[] probabilities(float[] scores) {
    double[] values = new double[scores.length];
    double sum = 0;
    double most = Double.NEGATIVE_INFINITY;
    boolean isWithin = true;
    for (int i = 0; i < scores.length; i++) {
      values[i] = scores[i];
      sum += scores[i];
      most = Math.max(most, scores[i]);
      isWithin &= scores[i] >= 0 && scores[i] <= 1 + ROUNDING;
    }
    return isWithin && Math.abs(sum - 1) < ROUNDING ? values : softmax(values, most);
  }

  private static double[] softmax(double[] values, double most) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = StrictMath.exp(values[i] - most);
      sum += values[i];
    }
    for (int i = 0; i < values.length; i++) {
      values[i] /= sum;
    }
    return values;
  }
}
