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
 * @param borne risk of a span taken alone up to which only the risk of all starts together counts
 */
record HorizonModel(TreeEnsemble ensemble, PromiseCurve promise, TreeEnsemble end, double borne) {
  private static final double MOST_BORNE = .25;
  private static final double LEAST_BORNE = .05;

  /** Of all starts' conflicts at 1 % risk, what one device of a fleet may cause: six tenths. */
  private static final double BORNE_PER_DEVICE = .006;

  /** Times the borne risk, the risk of a span alone from which on nothing better is promised. */
  private static final double HOPELESS = 2;

  /** What so many devices bear: few quiet ones do not make up for one that conflicts often. */
  static double borneBy(long devices) {
    return Math.max(LEAST_BORNE, Math.min(MOST_BORNE, BORNE_PER_DEVICE * devices));
  }

  /**
   * Probability that may be promised for a score. Where the span taken alone risks twice of what is
   * borne, that is what is said; there, quieter devices do not make up for it.
   */
  double promised(double threshold, double score) {
    double alone = 1 - RiskCalibration.probability(score);
    double together =
        Math.min(alone, 1 - RiskCalibration.probability(promise.promise(threshold, score)));
    double share = Math.max(0, Math.min(1, (alone - borne) / ((HOPELESS - 1) * borne)));
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
    out.writeDouble(borne);
  }

  static HorizonModel read(DataInputStream in) throws IOException {
    return new HorizonModel(
        TreeEnsemble.read(in), PromiseCurve.read(in), TreeEnsemble.read(in), in.readDouble());
  }
}
