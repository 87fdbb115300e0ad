package io.idlegrid.predictor;

import io.idlegrid.predictor.feature.Example;
import io.idlegrid.predictor.feature.Horizon;
import io.idlegrid.predictor.feature.Snapshot;
import io.idlegrid.predictor.tree.TrainingSet;
import io.idlegrid.predictor.tree.TreeEnsemble;
import io.idlegrid.predictor.tree.TreeLearner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Fits one ensemble per horizon for P(peak ≤ threshold), with the threshold among the inputs, on at
 * most {@code rowsPerHorizon} rows drawn from the pool.
 */
record ModelFitter(TreeLearner learner, int rowsPerHorizon, long seed) {

  private record Row(Example example, int place) {}

  FittedModel fit(List<Example> examples, Instant now) {
    List<TreeEnsemble> ensembles = new ArrayList<>();
    int rows = 0;
    for (Horizon horizon : Horizon.ALL) {
      List<Row> drawn = draw(rowsOf(examples, horizon));
      rows += drawn.size();
      ensembles.add(
          drawn.isEmpty()
              ? TreeEnsemble.constant(0, Snapshot.WIDTH)
              : learner.fit(trainingSet(drawn, horizon), seed));
    }
    return new FittedModel(now, examples.size(), rows, ensembles);
  }

  private static List<Row> rowsOf(List<Example> examples, Horizon horizon) {
    List<Row> rows = new ArrayList<>();
    for (Example example : examples) {
      if (!Float.isNaN(example.peaks()[horizon.index()])) {
        for (int place = 0; place < example.snapshot().thresholds(); place++) {
          rows.add(new Row(example, place));
        }
      }
    }
    return rows;
  }

  private List<Row> draw(List<Row> rows) {
    var random = new SplittableRandom(seed);
    int wanted = Math.min(rows.size(), rowsPerHorizon);
    for (int i = 0; i < wanted; i++) {
      int other = random.nextInt(i, rows.size());
      Row drawn = rows.get(other);
      rows.set(other, rows.get(i));
      rows.set(i, drawn);
    }
    return rows.subList(0, wanted);
  }

  private static TrainingSet trainingSet(List<Row> drawn, Horizon horizon) {
    float[][] rows = new float[drawn.size()][Snapshot.WIDTH];
    boolean[] labels = new boolean[drawn.size()];
    for (int i = 0; i < rows.length; i++) {
      Row row = drawn.get(i);
      Snapshot snapshot = row.example().snapshot();
      snapshot.fill(horizon, row.place(), rows[i]);
      labels[i] = row.example().peaks()[horizon.index()] <= snapshot.threshold(row.place());
    }
    return new TrainingSet(rows, labels);
  }
}
