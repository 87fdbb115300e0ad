package io.idlegrid.predictor.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MeanShrinkageTest {

  @Test
  void changesThatDoNotComeAreNoLongerBelieved() {
    var shrinkage = new MeanShrinkage();
    var random = new SplittableRandom(1);

    for (int i = 0; i < 2000; i++) {
      shrinkage.learn(1, random.nextGaussian(), random.nextGaussian());
    }

    assertEquals(0, shrinkage.apply(1, 1), .1);
    assertEquals(1, shrinkage.apply(0, 1));
  }

  @Test
  void changesThatComeInPartAreBelievedInPart() {
    var shrinkage = new MeanShrinkage();
    var random = new SplittableRandom(1);

    for (int i = 0; i < 2000; i++) {
      double said = random.nextGaussian();
      shrinkage.learn(2, said, .6 * said + .1 * random.nextGaussian());
    }

    assertEquals(.6, shrinkage.copy().apply(2, 1), .03);
  }
}
