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
  void flatTreesScoreAsSmilesOwnDo() {
    TrainingSet set = steps(500);
    TreeEnsemble flat = new SmileLearner(1, 8, 5, 1, 1).fit(set, 1);

    double expected = SmileReference.logOdds(set, set.rows()[17]);

    assertEquals(expected, flat.score(set.rows()[17]), 1e-5);
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
