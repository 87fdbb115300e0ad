package io.idlegrid.predictor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.predictor.calibration.PromiseCurve;
import io.idlegrid.predictor.calibration.RiskCalibration;
import io.idlegrid.predictor.feature.Snapshot;
import io.idlegrid.predictor.tree.TreeEnsemble;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HorizonModelTest {
  private static final double SCORE = Math.log(.87 / .13);

  @Test
  void fewQuietDevicesDoNotMakeUpForOneThatConflictsOften() {
    double sixteen = by(16).promised(50, SCORE);
    double fifty = by(50).promised(50, SCORE);

    assertTrue(sixteen < .99 && sixteen >= RiskCalibration.probability(SCORE));
    assertTrue(fifty >= .99);
  }

  @Test
  void whatTwiceExceedsTheBorneRiskIsSaidAsItIs() {
    double score = Math.log(.8 / .2);

    assertEquals(.8, by(16).promised(50, score), 1e-9);
  }

  /** A model of a fleet in which nobody met a conflict. */
  private static HorizonModel by(int devices) {
    int count = 1_000 * devices;
    double[] scores = new double[count];
    Arrays.fill(scores, SCORE);
    float[] thresholds = new float[count];
    Arrays.fill(thresholds, 50);
    boolean[] idle = new boolean[count];
    Arrays.fill(idle, true);
    float[] weights = new float[count];
    Arrays.fill(weights, 1);
    int[] numbers = new int[count];
    Arrays.setAll(numbers, i -> i % devices);
    return new HorizonModel(
        TreeEnsemble.constant(0, Snapshot.WIDTH),
        PromiseCurve.measure(scores, thresholds, idle, weights, numbers, 0),
        TreeEnsemble.constant(0, Snapshot.END_WIDTH),
        HorizonModel.borneBy(devices));
  }
}
