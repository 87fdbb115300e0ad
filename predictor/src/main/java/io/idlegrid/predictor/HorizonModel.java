package io.idlegrid.predictor;

import io.idlegrid.predictor.calibration.ChangeRegression;
import io.idlegrid.predictor.calibration.PromiseCurve;
import io.idlegrid.predictor.calibration.RiskCalibration;
import io.idlegrid.predictor.feature.Horizon;
import io.idlegrid.predictor.feature.Snapshot;
import io.idlegrid.predictor.tree.TreeEnsemble;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What was fitted for one horizon.
 *
 * @param ensemble scores a row by the log odds of staying idle
 * @param promise what a score may promise
 * @param end change of the load from now to the horizon's end, in units of the device's scale
 */
record HorizonModel(TreeEnsemble ensemble, PromiseCurve promise, TreeEnsemble end) {

  /** Risk of a span taken alone up to which only the risk of all starts together counts. */
  private static final double BORNE = .25;

  /** Risk of a span taken alone from which on nothing better is promised. */
  private static final double HOPELESS = .5;

  /**
   * Probability that may be promised for a score. Where the span taken alone is more likely than
   * not to conflict, that is what is said; there, quieter devices do not make up for it.
   */
  double promised(double threshold, double score) {
    double alone = 1 - RiskCalibration.probability(score);
    double together =
        Math.min(alone, 1 - RiskCalibration.probability(promise.promise(threshold, score)));
    double share = Math.max(0, Math.min(1, (alone - BORNE) / (HOPELESS - BORNE)));
    return 1 - (together + share * (alone - together));
  }

  /** What the change to the horizon's end may be told from: the trees' word, and usual levels. */
  double[] changes(Snapshot snapshot, int horizon) {
    float[] row = new float[Snapshot.END_WIDTH];
    snapshot.fillEnd(Horizon.ALL.get(horizon), row);
    double[] inputs = new double[ChangeRegression.INPUTS];
    inputs[0] = end.score(row);
    for (int i = 1; i < inputs.length; i++) {
      inputs[i] = row[Snapshot.END_LEVELS.get(i - 1)];
    }
    return inputs;
  }

  void write(DataOutputStream out) throws IOException {
    ensemble.write(out);
    promise.write(out);
    end.write(out);
  }

  static HorizonModel read(DataInputStream in) throws IOException {
    return new HorizonModel(TreeEnsemble.read(in), PromiseCurve.read(in), TreeEnsemble.read(in));
  }
}
