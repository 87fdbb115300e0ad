package io.idlegrid.predictor.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RiskCalibrationTest {
  private static final double CONFIDENT = 6;
  private static final long SPACING = 150_000;

  private final RiskCalibration calibration = RiskCalibration.fresh();

  @Test
  void aRightForecastIsHardlyMoved() {
    var random = new SplittableRandom(3);

    for (int i = 0; i < 3000; i++) {
      calibration.learn(1, 50, i * SPACING, 3, random.nextDouble() < probability(3));
    }

    assertEquals(3, calibration.apply(1, 50, 3), .4);
  }

  @Test
  void overconfidenceIsTakenBack() {
    var random = new SplittableRandom(1);

    for (int i = 0; i < 3000; i++) {
      calibration.learn(0, 50, i * SPACING, 4, random.nextDouble() < probability(2));
    }

    assertEquals(2, calibration.apply(0, 50, 4), .4);
  }

  @Test
  void trustComesBackWithTime() {
    for (int i = 0; i < 50; i++) {
      calibration.learn(0, 50, i * SPACING, CONFIDENT, false);
    }
    double after = calibration.apply(0, 50, CONFIDENT);

    for (int i = 50; i < 6 * 7 * 576; i++) {
      calibration.learn(0, 50, i * SPACING, CONFIDENT, true);
    }

    assertTrue(after < CONFIDENT - 3, () -> "" + after);
    assertTrue(calibration.apply(0, 50, CONFIDENT) > CONFIDENT - 1);
  }

  @Test
  void forecastsThatWouldStartNothingTeachNothing() {
    calibration.learn(2, 50, 0, 1, false);

    assertEquals(CONFIDENT, calibration.apply(2, 50, CONFIDENT));
  }

  @Test
  void otherHorizonsAndHigherThresholdsAreLeftAlone() {
    calibration.learn(2, 25, 0, CONFIDENT, false);

    assertTrue(calibration.apply(2, 25, CONFIDENT) < CONFIDENT);
    assertEquals(CONFIDENT, calibration.apply(2, 75, CONFIDENT), 1e-9);
    assertEquals(CONFIDENT, calibration.apply(1, 25, CONFIDENT));
  }

  @Test
  void trustEarnedAtALowThresholdHoldsAtHigherOnes() {
    for (int i = 0; i < 3000; i++) {
      calibration.learn(2, 25, i * SPACING, 3, true);
    }

    double earned = calibration.apply(2, 25, 3);
    assertTrue(earned > 3.5, () -> "" + earned);
    assertTrue(calibration.apply(2, 75, 3) >= earned);
  }

  @Test
  void aConflictAtAHighThresholdCountsAtLowerOnesToo() {
    for (int i = 0; i < 100; i++) {
      calibration.learn(2, 75, i * SPACING, CONFIDENT, false);
    }

    assertTrue(calibration.apply(2, 25, CONFIDENT) < CONFIDENT - 1);
  }

  @Test
  void scoresStillRiseWithTheThreshold() {
    calibration.learn(2, 75, 0, CONFIDENT, false);

    double before = Double.NEGATIVE_INFINITY;
    for (double threshold = 0; threshold < 100; threshold += .5) {
      double score = calibration.apply(2, threshold, CONFIDENT);
      assertTrue(score >= before - 1e-9);
      before = score;
    }
  }

  @Test
  void comesBackFromBytes() throws Exception {
    calibration.learn(2, 25, 77, CONFIDENT, false);
    var bytes = new ByteArrayOutputStream();
    calibration.write(new DataOutputStream(bytes));

    RiskCalibration read =
        RiskCalibration.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

    assertEquals(calibration.apply(2, 25, CONFIDENT), read.apply(2, 25, CONFIDENT));
  }

  private static double probability(double logOdds) {
    return RiskCalibration.probability(logOdds);
  }
}
