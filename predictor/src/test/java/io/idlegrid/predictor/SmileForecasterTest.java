package io.idlegrid.predictor;

import io.idlegrid.predictor.tree.SmileLearner;
import io.idlegrid.predictor.tree.TreeLearner;

class SmileForecasterTest extends ForecasterContract {

  @Override
  TreeLearner learner() {
    return new SmileLearner(20, 8, 10, .2, .7);
  }
}
