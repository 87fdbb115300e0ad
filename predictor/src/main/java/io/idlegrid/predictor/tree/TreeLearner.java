package io.idlegrid.predictor.tree;

/**
 * Fits boosted trees for a probability that never falls when a rising feature of the set grows.
 * Deterministic: the same rows and seed give the same trees.
 */
public interface TreeLearner {

  /**
   * @param set targets of 0 and 1
   * @return trees whose {@link TreeEnsemble#score} is the log odds of staying idle
   */
  TreeEnsemble fit(TrainingSet set, long seed);

  /** The same learner, fitting another number of trees. */
  TreeLearner withTrees(int count);
}
