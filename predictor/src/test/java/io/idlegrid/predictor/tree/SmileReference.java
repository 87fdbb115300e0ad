package io.idlegrid.predictor.tree;

import smile.classification.GradientTreeBoost;
import smile.data.DataFrame;
import smile.data.Tuple;
import smile.data.formula.Formula;
import smile.data.vector.FloatVector;
import smile.data.vector.IntVector;

/** Smile by its own means, to compare the flat form with. */
final class SmileReference {
  private SmileReference() {}

  /** Of a single unshrunk tree over all rows. */
  static double logOdds(TrainingSet set, float[] row) {
    DataFrame frame = frame(set);
    GradientTreeBoost boost = GradientTreeBoost.fit(Formula.lhs("y"), frame, 1, 20, 8, 5, 1, 1);
    double[] posterior = new double[2];
    double[] padded = {row[0], row[1], 0};
    boost.predict(Tuple.of(padded, frame.schema()), posterior);
    return Math.log(posterior[1] / posterior[0]);
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
