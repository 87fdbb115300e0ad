package io.idlegrid.predictor;

import io.idlegrid.predictor.tree.HistogramLearner;
import io.idlegrid.predictor.tree.TreeLearner;
import org.junit.jupiter.api.Nested;

class HistogramForecasterTest {
  private static final TreeLearner LEARNER = new HistogramLearner(20, 8, 10, .2, .7, 1, 1, 64);

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
