package io.idlegrid.predictor.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChangeRegressionTest {
  private final ChangeRegression regression = new ChangeRegression();
  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void startsOutWithPersistence() {
    assertEquals(0, regression.apply(0, new double[] {.7, 1, -1, 2, 3, 4}), 1e-9);
  }

  @Test
  void believesTheTreesOnceTheirChangesCome() {
    for (int i = 0; i < 500; i++) {
      regression.learn(0, new double[] {1, 0, 0, 0, 0, 0}, 1);
    }

    assertEquals(.7, regression.apply(0, new double[] {.7, 0, 0, 0, 0, 0}), .05);
  }

  @Test
  void changesThatDoNotComeAreNoLongerForecast() {
    for (int i = 0; i < 3000; i++) {
      regression.learn(1, inputs(), random.nextGaussian());
    }

    assertEquals(0, regression.apply(1, new double[] {1, 0, 0, 0, 0, 0}), .1);
  }

  @Test
  void findsTheLevelThatADeviceReturnsTo() {
    for (int i = 0; i < 3000; i++) {
      double[] inputs = inputs();
      regression.learn(2, inputs, .5 * inputs[2] + .1 * random.nextGaussian());
    }

    assertEquals(.5, regression.copy().apply(2, new double[] {0, 0, 1, 0, 0, 0}), .07);
    assertEquals(0, regression.copy().apply(2, new double[] {1, 0, 0, 0, 0, 0}), .07);
  }

  @Test
  void whereSaidChangesDidNotServePersistenceIsKept() {
    for (int i = 0; i < 200; i++) {
      regression.learn(3, new double[] {3, 0, 0, 0, 0, 0}, -.1);
    }

    assertEquals(0, regression.apply(3, new double[] {1, 0, 0, 0, 0, 0}), .05);
  }

  @Test
  void comesBackFromBytes() throws Exception {
    regression.learn(1, inputs(), 1);
    var bytes = new ByteArrayOutputStream();
    regression.write(new DataOutputStream(bytes));

    ChangeRegression read =
        ChangeRegression.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

    double[] inputs = inputs();
    assertEquals(regression.apply(1, inputs), read.apply(1, inputs), 1e-5);
  }

  private double[] inputs() {
    double[] inputs = new double[ChangeRegression.INPUTS];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = random.nextGaussian();
    }
    return inputs;
  }
}
