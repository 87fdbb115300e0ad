package io.idlegrid.predictor.tree;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Gradient boosted trees on binned features, grown leaf by leaf, best gain first, with second-order
 * gains (Chen and Guestrin, XGBoost, 2016; Ke et al., LightGBM, 2017) and monotone features by
 * bounded leaves. One thread.
 *
 * @param trees how many
 * @param leaves most leaves of a tree
 * @param leafRows fewest rows in a leaf, estimated from their curvature
 * @param shrinkage learning rate, 0..1
 * @param subsample share of the rows that each tree sees, 0..1
 * @param columns share of the features that each tree sees, 0..1
 * @param penalty added to the curvature of each leaf, in rows; holds small leaves back
 * @param bins most bins of a feature, 2..256
 */
public record HistogramLearner(
    int trees,
    int leaves,
    int leafRows,
    double shrinkage,
    double subsample,
    double columns,
    double penalty,
    int bins)
    implements TreeLearner {

  public HistogramLearner {
    if (trees < 1 || leaves < 2 || leafRows < 1 || bins < 2 || bins > 256) {
      throw new IllegalArgumentException(
          trees + " trees of " + leaves + " leaves, " + leafRows + " rows each, " + bins + " bins");
    }
    requireShare("shrinkage", shrinkage);
    requireShare("subsample", subsample);
    requireShare("columns", columns);
    if (!(penalty >= 0)) {
      throw new IllegalArgumentException("negative penalty " + penalty);
    }
  }

  private static void requireShare(String what, double value) {
    if (!(value > 0 && value <= 1)) {
      throw new IllegalArgumentException(what + " out of 0..1: " + value);
    }
  }

  @Override
  public HistogramLearner withTrees(int count) {
    return new HistogramLearner(
        count, leaves, leafRows, shrinkage, subsample, columns, penalty, bins);
  }

  @Override
  public TreeEnsemble fit(TrainingSet set, long seed) {
    double mean = set.mean();
    if (mean <= 0 || mean >= 1) {
      // Laplace's rule: rows that are all alike do not make certainty.
      double idle = mean * set.size();
      return TreeEnsemble.constant(Math.log((idle + 1) / (set.size() - idle + 1)), set.features());
    }
    return boost(set, Loss.LOGISTIC, Math.log(mean / (1 - mean)), seed);
  }

  /** Trees whose score is the expected target, by least squares. */
  public TreeEnsemble fitMean(TrainingSet set, long seed) {
    return boost(set, Loss.SQUARED, set.mean(), seed);
  }

  private TreeEnsemble boost(TrainingSet set, Loss loss, double base, long seed) {
    Bins binned = Bins.of(set.rows(), bins, seed);
    var builder = new TreeEnsemble.Builder(base, set.features());
    var random = new SplittableRandom(seed);
    double[] scores = new double[set.size()];
    Arrays.fill(scores, base);
    var growth = new TreeGrowth(binned, set.rising(), leaves, leafRows, penalty);
    float[] slopes = new float[set.size()];
    float[] curves = new float[set.size()];
    for (int tree = 0; tree < trees; tree++) {
      loss.derivatives(set, scores, slopes, curves);
      int[] rows = draw(set.size(), subsample, random);
      growth.grow(rows, draw(set.features(), columns, random), slopes, curves);
      growth.write(builder, shrinkage);
      growth.addTo(scores, shrinkage);
    }
    return builder.build();
  }

  private static int[] draw(int size, double share, SplittableRandom random) {
    int[] drawn = new int[size];
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (share >= 1 || random.nextDouble() < share) {
        drawn[count++] = i;
      }
    }
    return count == 0 ? new int[] {random.nextInt(size)} : Arrays.copyOf(drawn, count);
  }

  /** What is made small. */
  private enum Loss {
    LOGISTIC {
      @Override
      void derivatives(TrainingSet set, double[] scores, float[] slopes, float[] curves) {
        for (int i = 0; i < scores.length; i++) {
          float probability = (float) (1 / (1 + Math.exp(-scores[i])));
          float weight = set.weights()[i];
          slopes[i] = weight * (probability - set.targets()[i]);
          curves[i] = weight * Math.max(1e-6f, probability * (1 - probability));
        }
      }
    },
    SQUARED {
      @Override
      void derivatives(TrainingSet set, double[] scores, float[] slopes, float[] curves) {
        for (int i = 0; i < scores.length; i++) {
          slopes[i] = set.weights()[i] * (float) (scores[i] - set.targets()[i]);
          curves[i] = set.weights()[i];
        }
      }
    };

    /** First and second derivatives of the loss by the score, times the weight. */
    abstract void derivatives(TrainingSet set, double[] scores, float[] slopes, float[] curves);
  }
}
