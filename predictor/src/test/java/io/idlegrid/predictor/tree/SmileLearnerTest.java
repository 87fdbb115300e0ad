package io.idlegrid.predictor.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SmileLearnerTest {
  private final TreeLearner learner = new SmileLearner(40, 8, 5, .1, .7);

  @Test
  void learnsAStepAndItsOdds() {
    TrainingSet set = steps(2000);

    TreeEnsemble trees = learner.fit(set, 1);

    assertEquals(Math.log(.9 / .1), trees.score(new float[] {.8f, .3f}), .5);
    assertEquals(Math.log(.2 / .8), trees.score(new float[] {.2f, .3f}), .5);
  }

  @Test
  void flatTreesScoreAsSmilesOwnDoToTheLastBit() {
    TrainingSet set = steps(500);
    TreeEnsemble flat = new SmileLearner(30, 8, 5, .1, .7).fit(set, 3);

    var smiles = new SmileReference(set, 30, .1, .7, 3);

    for (float[] row : set.rows()) {
      assertEquals(smiles.sumOfOutputs(row), flat.score(row));
      assertEquals(smiles.logOdds(row), flat.score(row), 1e-5);
    }
  }

  @Test
  void scoresNeverFallWhenARisingFeatureGrows() {
    var random = new SplittableRandom(8);
    TrainingSet set = waves(3000, random);

    TreeEnsemble trees = learner.fit(set, 1);

    for (int trial = 0; trial < 200; trial++) {
      float[] row = {0, (float) random.nextDouble(), (float) random.nextDouble()};
      double before = Double.NEGATIVE_INFINITY;
      for (float at = 0; at <= 1; at += .01f) {
        row[0] = at;
        double score = trees.score(row);
        assertTrue(score >= before, () -> "fell at " + row[0]);
        before = score;
      }
    }
  }

  @Test
  void outputsOfRisingTreesFitStrangersAsWellAsSmilesOwn() {
    TrainingSet learnt = rises(4000, 5);
    TrainingSet strangers = rises(4000, 6);

    double smiles =
        deviance(
            learner.fit(new TrainingSet(learnt.rows(), learnt.targets(), learnt.weights(), 0), 1),
            strangers);
    double rising = deviance(learner.fit(learnt, 1), strangers);

    assertTrue(rising <= 1.005 * smiles, () -> smiles + " -> " + rising);
  }

  @Test
  void weightsCountInRisingTrees() {
    TrainingSet even = rises(2000, 7);
    float[] weights = even.weights().clone();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = even.targets()[i] > 0 ? 1.8f : .2f;
    }
    var uneven = new TrainingSet(even.rows(), even.targets(), weights, 2);

    float[] row = {.5f, .5f};
    double shift = learner.fit(uneven, 1).score(row) - learner.fit(even, 1).score(row);

    assertEquals(Math.log(1.8 / .2), shift, .5);
  }

  private static double deviance(TreeEnsemble trees, TrainingSet set) {
    double sum = 0;
    for (int i = 0; i < set.size(); i++) {
      double score = trees.score(set.rows()[i]);
      sum += Math.log1p(Math.exp(set.targets()[i] > 0 ? -score : score));
    }
    return sum / set.size();
  }

  /** Rises with both features. */
  private static TrainingSet rises(int size, long seed) {
    var random = new SplittableRandom(seed);
    float[][] rows = new float[size][2];
    float[] targets = new float[size];
    float[] weights = new float[size];
    for (int i = 0; i < size; i++) {
      rows[i][0] = (float) random.nextDouble();
      rows[i][1] = (float) random.nextDouble();
      double odds = Math.exp(6 * rows[i][0] - 3 + (rows[i][1] > .6 ? 1.5 : 0));
      targets[i] = random.nextDouble() < odds / (1 + odds) ? 1 : 0;
      weights[i] = 1;
    }
    return new TrainingSet(rows, targets, weights, 2);
  }

  /** Falls with the first feature in places: what must not be learnt. */
  private static TrainingSet waves(int size, SplittableRandom random) {
    float[][] rows = new float[size][3];
    float[] targets = new float[size];
    float[] weights = new float[size];
    for (int i = 0; i < size; i++) {
      for (int f = 0; f < 3; f++) {
        rows[i][f] = (float) random.nextDouble();
      }
      double truth = .5 + .4 * Math.sin(7 * rows[i][0]) * rows[i][2];
      targets[i] = random.nextDouble() < truth ? 1 : 0;
      weights[i] = 1;
    }
    return new TrainingSet(rows, targets, weights, 2);
  }

  @Test
  void theSameSeedGivesTheSameTrees() throws IOException {
    TrainingSet set = steps(500);

    assertArrayEquals(bytes(learner.fit(set, 5)), bytes(learner.fit(set, 5)));
  }

  @Test
  void rowsThatAreAllAlikeDoNotMakeCertainty() {
    boolean[] labels = new boolean[98];
    java.util.Arrays.fill(labels, true);
    var set = new TrainingSet(new float[98][1], labels);

    TreeEnsemble trees = learner.fit(set, 1);

    assertEquals(Math.log(99), trees.score(new float[] {0}), 1e-9);
  }

  @Test
  void nodesThatLeadNowhereAreRefused() throws IOException {
    byte[] stored = bytes(learner.fit(steps(500), 5));
    // The last leaf made a split that nothing follows.
    stored[stored.length - 1] = 0;

    assertThrows(
        IllegalArgumentException.class,
        () -> TreeEnsemble.read(new DataInputStream(new ByteArrayInputStream(stored))));
  }

  @Test
  void comesBackFromBytesUnchanged() throws IOException {
    TreeEnsemble trees = learner.fit(steps(500), 5);

    TreeEnsemble read =
        TreeEnsemble.read(new DataInputStream(new ByteArrayInputStream(bytes(trees))));

    assertTrue(trees.trees() > 0);
    assertArrayEquals(bytes(trees), bytes(read));
  }

  private static byte[] bytes(TreeEnsemble trees) throws IOException {
    var bytes = new ByteArrayOutputStream();
    trees.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static TrainingSet steps(int size) {
    var random = new SplittableRandom(11);
    float[][] rows = new float[size][2];
    boolean[] labels = new boolean[size];
    for (int i = 0; i < size; i++) {
      rows[i][0] = (float) random.nextDouble();
      rows[i][1] = (float) random.nextDouble();
      labels[i] = random.nextDouble() < (rows[i][0] > .5 ? .9 : .2);
    }
    return new TrainingSet(rows, labels);
  }
}
