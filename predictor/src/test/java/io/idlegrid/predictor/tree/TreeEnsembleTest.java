package io.idlegrid.predictor.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TreeEnsembleTest {
  private static final int FEATURES = 5;

  @Test
  void rowsScoredTogetherScoreAsAlone() {
    var random = new SplittableRandom(3);
    TreeEnsemble trees = new HistogramLearner(40, 16, 5, .1, .8, 1, 1, 64).fit(set(random), 1);
    int count = 37;
    float[] together = new float[count * FEATURES];
    for (int i = 0; i < together.length; i++) {
      together[i] = (float) random.nextDouble();
    }
    double[] scores = new double[count + 1];

    trees.score(together, count, scores);

    for (int i = 0; i < count; i++) {
      float[] row = new float[FEATURES];
      System.arraycopy(together, i * FEATURES, row, 0, FEATURES);
      assertEquals(trees.score(row), scores[i]);
    }
    assertEquals(0, scores[count]);
  }

  private static TrainingSet set(SplittableRandom random) {
    float[][] rows = new float[1_000][FEATURES];
    boolean[] labels = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int f = 0; f < FEATURES; f++) {
        rows[i][f] = (float) random.nextDouble();
      }
      labels[i] = rows[i][0] + rows[i][1] * rows[i][2] > random.nextDouble();
    }
    return new TrainingSet(rows, labels);
  }
}
