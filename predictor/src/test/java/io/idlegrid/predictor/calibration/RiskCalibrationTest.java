package io.idlegrid.predictor.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RiskCalibrationTest {
  private static final double CONFIDENT = 6;

  @Test
  void aRightForecastIsLeftAlone() {
    RiskCalibration calibration = RiskCalibration.fresh(4);

    for (int i = 0; i < 1000; i++) {
      calibration.learn(1, 50, CONFIDENT, true);
    }

    assertEquals(CONFIDENT, calibration.apply(1, 50, CONFIDENT));
  }

  @Test
  void overconfidenceIsTakenBackUntilThePromiseHolds() {
    RiskCalibration calibration = RiskCalibration.fresh(4);
    var random = new SplittableRandom(1);
    int starts = 0;
    int conflicts = 0;

    for (int i = 0; i < 20_000; i++) {
      double logOdds = 4 + 4 * random.nextDouble();
      boolean idle = random.nextDouble() < RiskCalibration.probability(logOdds - 2);
      double promised = RiskCalibration.probability(calibration.apply(0, 50, logOdds));
      boolean start = promised >= .99;
      starts += start ? 1 : 0;
      conflicts += start && !idle ? 1 : 0;
      calibration.learn(0, 50, logOdds, idle);
    }

    double rate = (double) conflicts / starts;
    assertTrue(rate < .012, "conflict rate " + rate);
    assertTrue(starts > 5000, "starts " + starts);
  }

  @Test
  void cautionOfOneHorizonAndThresholdLeavesOthersAlone() {
    RiskCalibration calibration = RiskCalibration.fresh(4);

    calibration.learn(2, 25, CONFIDENT, false);

    assertTrue(calibration.apply(2, 25, CONFIDENT) < CONFIDENT);
    assertEquals(CONFIDENT, calibration.apply(2, 75, CONFIDENT));
    assertEquals(CONFIDENT, calibration.apply(1, 25, CONFIDENT));
  }
}
