package io.idlegrid.predictor;

import io.idlegrid.predictor.tree.SmileLearner;
import io.idlegrid.predictor.tree.TreeLearner;
import org.junit.jupiter.api.Nested;

class SmileForecasterTest {
  private static final TreeLearner LEARNER = new SmileLearner(20, 8, 10, .2, .7);

  @Nested
  class Speaks extends ForecasterContract {
    @Override
    TreeLearner learner() {
      return LEARNER;
    }
  }

  @Nested
  class Shapes extends ForecastShapeContract {
    @Override
    TreeLearner learner() {
      return LEARNER;
    }
  }

  @Nested
  class Keeps extends ForecasterStateContract {
    @Override
    TreeLearner learner() {
      return LEARNER;
    }
  }
}
