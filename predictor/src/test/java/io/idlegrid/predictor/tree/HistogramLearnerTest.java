package io.idlegrid.predictor.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HistogramLearnerTest {
  private final HistogramLearner learner = new HistogramLearner(60, 8, 10, .2, .7, 1, 1, 64);

  @Test
  void learnsAStepAndItsOdds() {
    TreeEnsemble trees = learner.fit(steps(4000, 0), 1);

    assertEquals(Math.log(.9 / .1), trees.score(new float[] {.8f, .3f}), .5);
    assertEquals(Math.log(.2 / .8), trees.score(new float[] {.2f, .3f}), .5);
  }

  @Test
  void learnsAMean() {
    var random = new SplittableRandom(4);
    float[][] rows = new float[4000][2];
    float[] targets = new float[4000];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new float[] {random.nextInt(10), (float) random.nextDouble()};
      targets[i] = 3 * rows[i][0] + (rows[i][1] > .5f ? 20 : 0);
    }

    TreeEnsemble trees = learner.fitMean(new TrainingSet(rows, targets, ones(4000), 0), 1);

    assertEquals(12, trees.score(new float[] {4, .2f}), 1);
    assertEquals(41, trees.score(new float[] {7, .9f}), 1);
  }

  @Test
  void aSingleTreeSplitsWhereSmileDoes() {
    TrainingSet set = steps(3000, 0);

    TreeEnsemble ours = new HistogramLearner(1, 2, 5, 1, 1, 1, 0, 256).fit(set, 1);
    TreeEnsemble smiles = new SmileLearner(1, 2, 5, 1, 1).fit(set, 1);

    for (float at : new float[] {.1f, .4f, .6f, .9f}) {
      float[] row = {at, .5f};
      assertEquals(smiles.score(row), ours.score(row), .1);
    }
  }

  @Test
  void scoresNeverFallWhenARisingFeatureGrows() {
    var random = new SplittableRandom(8);
    float[][] rows = new float[3000][3];
    float[] targets = new float[3000];
    for (int i = 0; i < rows.length; i++) {
      for (int f = 0; f < 3; f++) {
        rows[i][f] = (float) random.nextDouble();
      }
      // Falls with the first feature in places: what must not be learnt.
      double truth = .5 + .4 * Math.sin(7 * rows[i][0]) * rows[i][2];
      targets[i] = random.nextDouble() < truth ? 1 : 0;
    }

    TreeEnsemble trees = learner.fit(new TrainingSet(rows, targets, ones(3000), 2), 1);

    for (int trial = 0; trial < 200; trial++) {
      float[] row = {0, (float) random.nextDouble(), (float) random.nextDouble()};
      double before = Double.NEGATIVE_INFINITY;
      for (float at = 0; at <= 1; at += .01f) {
        row[0] = at;
        double score = trees.score(row);
        assertTrue(score >= before - 1e-6, () -> "fell at " + row[0]);
        before = score;
      }
    }
  }

  @Test
  void aRowOfTripleWeightCountsAsThreeRows() throws IOException {
    TrainingSet once = steps(600, 0);
    float[][] rows = Arrays.copyOf(once.rows(), 800);
    float[] targets = Arrays.copyOf(once.targets(), 800);
    for (int i = 0; i < 200; i++) {
      rows[600 + i] = rows[i % 100];
      targets[600 + i] = targets[i % 100];
    }
    float[] weights = ones(600);
    Arrays.fill(weights, 0, 100, 3);
    var whole = new HistogramLearner(5, 4, 1, .3, 1, 1, 0, 256);

    TreeEnsemble weighted = whole.fit(new TrainingSet(once.rows(), once.targets(), weights, 0), 1);
    TreeEnsemble repeated = whole.fit(new TrainingSet(rows, targets, ones(800), 0), 1);

    // Bins follow unweighted rows, so the split places may differ by a bin.
    assertEquals(
        repeated.score(new float[] {.9f, .5f}), weighted.score(new float[] {.9f, .5f}), .1);
    assertEquals(
        repeated.score(new float[] {.1f, .5f}), weighted.score(new float[] {.1f, .5f}), .1);
  }

  @Test
  void constantFeaturesAndFewRowsMakeNoTrouble() {
    var set = new TrainingSet(new float[3][4], new boolean[] {true, false, true});

    TreeEnsemble trees = learner.fit(set, 1);

    assertEquals(Math.log(2), trees.score(new float[4]), .3);
  }

  @Test
  void rowsThatAreAllAlikeDoNotMakeCertainty() {
    boolean[] labels = new boolean[98];
    Arrays.fill(labels, true);

    TreeEnsemble trees = learner.fit(new TrainingSet(new float[98][1], labels), 1);

    assertEquals(Math.log(99), trees.score(new float[] {0}), 1e-9);
  }

  @Test
  void theSameSeedGivesTheSameTrees() throws IOException {
    TrainingSet set = steps(500, 1);

    assertArrayEquals(bytes(learner.fit(set, 5)), bytes(learner.fit(set, 5)));
  }

  @Test
  void theMeanOfEnsemblesScoresTheMean() {
    TreeEnsemble one = learner.fit(steps(500, 0), 5);
    TreeEnsemble two = learner.fit(steps(700, 0), 6);
    float[] row = {.7f, .2f};

    TreeEnsemble both = TreeEnsemble.mean(List.of(one, two));

    assertEquals((one.score(row) + two.score(row)) / 2, both.score(row), 1e-5);
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new HistogramLearner(0, 8, 10, .2, .7, 1, 1, 64));
    assertThrows(
        IllegalArgumentException.class, () -> new HistogramLearner(9, 8, 10, .2, 0, 1, 1, 64));
    assertThrows(
        IllegalArgumentException.class, () -> new HistogramLearner(9, 8, 10, .2, .7, 1, 1, 300));
  }

  private static byte[] bytes(TreeEnsemble trees) throws IOException {
    var bytes = new ByteArrayOutputStream();
    trees.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static float[] ones(int size) {
    float[] ones = new float[size];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static TrainingSet steps(int size, int rising) {
    var random = new SplittableRandom(11);
    float[][] rows = new float[size][2];
    float[] targets = new float[size];
    for (int i = 0; i < size; i++) {
      rows[i][0] = (float) random.nextDouble();
      rows[i][1] = (float) random.nextDouble();
      targets[i] = random.nextDouble() < (rows[i][0] > .5 ? .9 : .2) ? 1 : 0;
    }
    return new TrainingSet(rows, targets, ones(size), rising);
  }
}
