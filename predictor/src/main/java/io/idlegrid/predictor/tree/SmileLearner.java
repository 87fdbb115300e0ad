package io.idlegrid.predictor.tree;

import smile.base.cart.InternalNode;
import smile.base.cart.Node;
import smile.base.cart.RegressionNode;
import smile.classification.GradientTreeBoost;
import smile.data.DataFrame;
import smile.data.Tuple;
import smile.data.formula.Formula;
import smile.data.type.StructType;
import smile.data.vector.BaseVector;
import smile.data.vector.FloatVector;
import smile.data.vector.IntVector;
import smile.math.MathEx;
import smile.regression.RegressionTree;

/**
 * Smile's gradient tree boosting (Friedman 2001, binomial deviance) with exact splits. Its split
 * search runs on the common fork-join pool, or on the caller's when called from one. Smile knows
 * neither weights nor rising features: where a set has such, its trees keep their splits and get
 * new outputs from {@link RisingLeaves}; otherwise they are Smile's own to the last bit of a float.
 *
 * @param trees how many
 * @param leaves most leaves of a tree
 * @param leafRows fewest rows in a leaf
 * @param shrinkage learning rate, 0..1
 * @param subsample share of the rows that each tree sees, 0..1
 */
public record SmileLearner(int trees, int leaves, int leafRows, double shrinkage, double subsample)
    implements TreeLearner {
  private static final int DEEPEST = 20;
  private static final String LABEL = "idle";

  @Override
  public TreeEnsemble fit(TrainingSet set, long seed) {
    int idle = idle(set);
    int features = set.features();
    if (idle == 0 || idle == set.size()) {
      // Laplace's rule: rows that are all alike do not make certainty.
      return TreeEnsemble.constant(Math.log((idle + 1.0) / (set.size() - idle + 1.0)), features);
    }
    // Smile draws its subsamples from a generator of the thread.
    MathEx.setSeed(seed);
    GradientTreeBoost boost =
        GradientTreeBoost.fit(
            Formula.lhs(LABEL), frame(set), trees, DEEPEST, leaves, leafRows, shrinkage, subsample);
    TreeEnsemble flat = flat(boost, Math.log((double) idle / (set.size() - idle)), features);
    return set.rising() == 0 ? flat : new RisingLeaves(set, shrinkage).of(flat);
  }

  private static int idle(TrainingSet set) {
    int count = 0;
    for (float target : set.targets()) {
      count += target > .5f ? 1 : 0;
    }
    return count;
  }

  @Override
  public SmileLearner withTrees(int count) {
    return new SmileLearner(count, leaves, leafRows, shrinkage, subsample);
  }

  private static DataFrame frame(TrainingSet set) {
    int features = set.rows()[0].length;
    BaseVector<?, ?, ?>[] columns = new BaseVector<?, ?, ?>[features + 1];
    for (int f = 0; f < features; f++) {
      float[] column = new float[set.size()];
      for (int i = 0; i < column.length; i++) {
        column[i] = set.rows()[i][f];
      }
      columns[f] = FloatVector.of("f" + f, column);
    }
    int[] labels = new int[set.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = set.targets()[i] > .5f ? 1 : 0;
    }
    columns[features] = IntVector.of(LABEL, labels);
    return DataFrame.of(columns);
  }

  private TreeEnsemble flat(GradientTreeBoost boost, double base, int features) {
    var builder = new TreeEnsemble.Builder(base, features);
    for (RegressionTree tree : boost.trees()) {
      builder.startTree();
      flatten(tree.root(), new Probe(tree.schema(), features), builder);
    }
    return builder.build();
  }

  private void flatten(Node node, Probe probe, TreeEnsemble.Builder builder) {
    if (node instanceof InternalNode split) {
      int place = builder.split(split.feature(), probe.threshold(split));
      flatten(split.trueChild(), probe, builder);
      builder.otherwise(place);
      flatten(split.falseChild(), probe, builder);
    } else {
      // Smile's scores are half log odds.
      builder.leaf(2 * shrinkage * ((RegressionNode) node).output());
    }
  }

  /** Finds a split's threshold, which Smile keeps to itself, by asking which way numbers go. */
  private static final class Probe {
    private final double[] row;
    private final Tuple tuple;

    Probe(StructType schema, int features) {
      row = new double[features];
      tuple = Tuple.of(row, schema);
    }

    /** Largest double that goes to the true child; bisects over the ordered bits of doubles. */
    double threshold(InternalNode split) {
      long low = ordered(-Double.MAX_VALUE);
      long high = ordered(Double.MAX_VALUE);
      while (low < high) {
        long middle = low + ((high - low) >>> 1) + ((high - low) & 1);
        row[split.feature()] = number(middle);
        if (split.branch(tuple)) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      return number(low);
    }

    private static long ordered(double value) {
      long bits = Double.doubleToLongBits(value);
      return bits < 0 ? Long.MIN_VALUE - bits : bits;
    }

    private static double number(long ordered) {
      return Double.longBitsToDouble(ordered < 0 ? Long.MIN_VALUE - ordered : ordered);
    }
  }
}
