package io.idlegrid.predictor;

import io.idlegrid.predictor.tree.HistogramLearner;
import io.idlegrid.predictor.tree.TreeLearner;

class HistogramForecasterTest extends ForecasterContract {

  @Override
  TreeLearner learner() {
    return new HistogramLearner(20, 8, 10, .2, .7, 1, 1, 64);
  }
}
