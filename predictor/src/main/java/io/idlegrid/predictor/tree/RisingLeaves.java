package io.idlegrid.predictor.tree;

import java.util.Arrays;

/**
 * Outputs for trees whose splits are given, such as those of a library that knows neither weights
 * nor rising features: tree after tree the second-order step of the weighted binomial deviance, as
 * in {@link HistogramLearner}, bounded so that what lies right of a split on a rising feature is
 * never lower than what lies left of it.
 */
final class RisingLeaves {
  /** Curvature added to each leaf, in rows; holds small leaves back. */
  private static final double PENALTY = 5;

  private static final float LEAST_CURVE = 1e-6f;

  private final TrainingSet set;
  private final double shrinkage;

  RisingLeaves(TrainingSet set, double shrinkage) {
    this.set = set;
    this.shrinkage = shrinkage;
  }

  /**
   * @param trees whose outputs are not looked at
   */
  TreeEnsemble of(TreeEnsemble trees) {
    double mean = set.mean();
    double base = Math.log(mean / (1 - mean));
    var sums = new Sums(trees);
    double[] scores = new double[set.size()];
    Arrays.fill(scores, base);
    int[] leaves = new int[set.size()];
    for (int tree = 0; tree < trees.trees(); tree++) {
      for (int row = 0; row < leaves.length; row++) {
        leaves[row] = trees.leaf(tree, set.rows()[row]);
        sums.add(leaves[row], row, scores[row]);
      }
      int root = trees.root(tree);
      sums.gather(root);
      sums.bound(root, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
      for (int row = 0; row < leaves.length; row++) {
        scores[row] += sums.outputs[leaves[row]];
      }
    }
    return trees.with(base, sums.outputs);
  }

  /** First and second derivatives of the loss by node. */
  private final class Sums {
    private final TreeEnsemble trees;
    private final double[] slopes;
    private final double[] curves;
    private final float[] outputs;

    Sums(TreeEnsemble trees) {
      this.trees = trees;
      slopes = new double[trees.size()];
      curves = new double[trees.size()];
      outputs = new float[trees.size()];
    }

    void add(int leaf, int row, double score) {
      float probability = (float) (1 / (1 + Math.exp(-score)));
      float weight = set.weights()[row];
      slopes[leaf] += weight * (probability - set.targets()[row]);
      curves[leaf] += weight * Math.max(LEAST_CURVE, probability * (1 - probability));
    }

    /** What is below a node adds up to it. */
    void gather(int node) {
      if (trees.isLeaf(node)) {
        return;
      }
      int left = node + 1;
      int right = trees.right(node);
      gather(left);
      gather(right);
      slopes[node] = slopes[left] + slopes[right];
      curves[node] = curves[left] + curves[right];
    }

    void bound(int node, double low, double high) {
      if (trees.isLeaf(node)) {
        outputs[node] = (float) (shrinkage * step(node, low, high));
        return;
      }
      int left = node + 1;
      int right = trees.right(node);
      if (trees.feature(node) < set.rising()) {
        double middle = middle(node, low, high);
        bound(left, low, middle);
        bound(right, middle, high);
      } else {
        bound(left, low, high);
        bound(right, low, high);
      }
    }

    /** What neither side of a rising split may pass. */
    private double middle(int node, double low, double high) {
      double one = step(node + 1, low, high);
      double two = step(trees.right(node), low, high);
      // A split the wrong way round tells chance from chance: both sides get what they share.
      return one > two ? step(node, low, high) : (one + two) / 2;
    }

    private double step(int node, double low, double high) {
      double step = -slopes[node] / (curves[node] + PENALTY);
      return Math.max(low, Math.min(high, step));
    }
  }
}
