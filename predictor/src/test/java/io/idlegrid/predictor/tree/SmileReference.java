package io.idlegrid.predictor.tree;

import smile.classification.GradientTreeBoost;
import smile.data.DataFrame;
import smile.data.Tuple;
import smile.data.formula.Formula;
import smile.data.vector.FloatVector;
import smile.data.vector.IntVector;
import smile.math.MathEx;
import smile.regression.RegressionTree;

/** Smile by its own means, to compare the flat form with: up to eight leaves of five rows. */
final class SmileReference {
  private final GradientTreeBoost boost;
  private final DataFrame frame;
  private final double shrinkage;
  private final double base;

  SmileReference(TrainingSet set, int trees, double shrinkage, double subsample, long seed) {
    this.shrinkage = shrinkage;
    frame = frame(set);
    MathEx.setSeed(seed);
    boost = GradientTreeBoost.fit(Formula.lhs("y"), frame, trees, 20, 8, 5, shrinkage, subsample);
    double idle = 0;
    for (float target : set.targets()) {
      idle += target;
    }
    base = Math.log(idle / (set.size() - idle));
  }

  /** As Smile says it, through a probability. */
  double logOdds(float[] row) {
    double[] posterior = new double[2];
    boost.predict(tuple(row), posterior);
    return Math.log(posterior[1] / posterior[0]);
  }

  /** The outputs that Smile's trees give, each kept as a float, summed in their order. */
  double sumOfOutputs(float[] row) {
    double sum = base;
    for (RegressionTree tree : boost.trees()) {
      sum += (float) (2 * shrinkage * tree.predict(tuple(row)));
    }
    return sum;
  }

  private Tuple tuple(float[] row) {
    return Tuple.of(new double[] {row[0], row[1], 0}, frame.schema());
  }

  private static DataFrame frame(TrainingSet set) {
    float[] a = new float[set.size()];
    float[] b = new float[set.size()];
    int[] y = new int[set.size()];
    for (int i = 0; i < y.length; i++) {
      a[i] = set.rows()[i][0];
      b[i] = set.rows()[i][1];
      y[i] = (int) set.targets()[i];
    }
    return DataFrame.of(FloatVector.of("a", a), FloatVector.of("b", b), IntVector.of("y", y));
  }
}
