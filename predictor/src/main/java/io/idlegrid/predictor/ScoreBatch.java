package io.idlegrid.predictor;

import io.idlegrid.predictor.feature.Horizon;
import io.idlegrid.predictor.feature.Snapshot;
import io.idlegrid.predictor.tree.TreeEnsemble;
import java.util.List;

/**
 * Scores what many curves are likely to be asked for, horizon by horizon and tree by tree, so that
 * a tree is read from memory once for a block of rows. Gives the same scores as one by one.
 */
final class ScoreBatch {
  /** Rows of a block: with a tree they stay in a core's first cache. */
  private static final int BLOCK = 64;

  private final float[] rows = new float[BLOCK * Snapshot.WIDTH];
  private final double[] scores = new double[BLOCK];
  private final TreeCurve[] owners = new TreeCurve[BLOCK];
  private final int[] places = new int[BLOCK];
  private int size;

  /**
   * @param questions per curve the cells to score
   */
  static void score(FittedModel model, List<TreeCurve> curves, long[] questions) {
    var batch = new ScoreBatch();
    for (Horizon horizon : Horizon.ALL) {
      TreeEnsemble trees = model.horizons().get(horizon.index()).ensemble();
      for (int i = 0; i < questions.length; i++) {
        batch.add(trees, horizon, curves.get(i), questions[i]);
      }
      batch.flush(trees, horizon);
    }
  }

  private void add(TreeEnsemble trees, Horizon horizon, TreeCurve curve, long questions) {
    for (int place = 0; place < TreeCurve.PLACES; place++) {
      if ((questions >>> TreeCurve.cell(horizon.index(), place) & 1) != 0) {
        curve.fill(horizon, place, rows, size * Snapshot.WIDTH);
        owners[size] = curve;
        places[size++] = place;
        if (size == BLOCK) {
          flush(trees, horizon);
        }
      }
    }
  }

  private void flush(TreeEnsemble trees, Horizon horizon) {
    trees.score(rows, size, scores);
    for (int i = 0; i < size; i++) {
      owners[i].scored(horizon.index(), places[i], scores[i]);
    }
    size = 0;
  }
}
