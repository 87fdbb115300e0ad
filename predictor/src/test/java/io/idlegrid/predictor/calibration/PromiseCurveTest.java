package io.idlegrid.predictor.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PromiseCurveTest {
  private static final int COUNT = 200_000;

  private final double[] scores = new double[COUNT];
  private final float[] thresholds = new float[COUNT];
  private final boolean[] idle = new boolean[COUNT];
  private final PromiseCurve curve = measured();

  /** Scores that are right: idle with the probability that they say. */
  private PromiseCurve measured() {
    var random = new SplittableRandom(2);
    float[] weights = new float[COUNT];
    Arrays.fill(weights, 1);
    for (int i = 0; i < COUNT; i++) {
      scores[i] = 10 * random.nextDouble() - 2;
      thresholds[i] = random.nextInt(5, 95);
      idle[i] = random.nextDouble() < RiskCalibration.probability(scores[i]);
    }
    return PromiseCurve.measure(scores, thresholds, idle, weights, new int[COUNT], 0);
  }

  @Test
  void startsByThePromiseMeetThePromisedConflicts() {
    for (double risk : new double[] {.005, .01, .02, .05}) {
      double started = 0;
      double conflicts = 0;
      for (int i = 0; i < COUNT; i++) {
        double promise = RiskCalibration.probability(curve.promise(thresholds[i], scores[i]));
        if (promise >= 1 - risk) {
          started++;
          conflicts += idle[i] ? 0 : 1;
        }
      }
      assertEquals(risk, conflicts / started, .25 * risk);
    }
  }

  @Test
  void aPromiseNeverFallsWhenScoreOrThresholdGrow() {
    for (double threshold = 0; threshold < 99; threshold += 3.7) {
      double before = Double.NEGATIVE_INFINITY;
      for (double score = -9; score < 15; score += .1) {
        double promise = curve.promise(threshold, score);
        assertTrue(promise >= before - 1e-9);
        assertTrue(curve.promise(threshold + 1, score) >= promise - 1e-9);
        before = promise;
      }
    }
  }

  @Test
  void theBetterScoreStaysTheBetterOneWhereRatesTellNoDifference() {
    boolean[] always = new boolean[COUNT];
    Arrays.fill(always, true);
    float[] weights = new float[COUNT];
    Arrays.fill(weights, 1);

    PromiseCurve flat =
        PromiseCurve.measure(scores, thresholds, always, weights, new int[COUNT], 0);

    for (double score = -3.9; score < 20; score += .1) {
      assertTrue(flat.promise(25, score + .1) > flat.promise(25, score));
    }
  }

  @Test
  void conflictsOfFewDevicesTellLittle() {
    int[] many = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      many[i] = i % 1000;
    }
    float[] weights = new float[COUNT];
    Arrays.fill(weights, 1);
    int[] two = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      two[i] = idle[i] ? i % 100 : 0;
    }

    PromiseCurve spread = PromiseCurve.measure(scores, thresholds, idle, weights, many, .5);
    PromiseCurve lumped = PromiseCurve.measure(scores, thresholds, idle, weights, two, .5);

    assertTrue(lumped.promise(25, 4) < spread.promise(25, 4) - .1);
  }

  @Test
  void comesBackFromBytes() throws Exception {
    var bytes = new ByteArrayOutputStream();
    curve.write(new DataOutputStream(bytes));

    PromiseCurve read =
        PromiseCurve.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

    assertEquals(curve.promise(33, 2.2), read.promise(33, 2.2));
  }

  @Test
  void takenAtItsWordAScorePromisesItself() {
    assertEquals(3.3, PromiseCurve.identity().promise(42, 3.3), 1e-5);
  }
}
