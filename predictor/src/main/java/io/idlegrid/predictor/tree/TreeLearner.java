package io.idlegrid.predictor.tree;

/**
 * Fits boosted trees for a probability. Deterministic: the same rows and seed give the same trees.
 */
public interface TreeLearner {

  /**
   * @return trees whose {@link TreeEnsemble#score} is the log odds of staying idle
   */
  TreeEnsemble fit(TrainingSet set, long seed);
}
