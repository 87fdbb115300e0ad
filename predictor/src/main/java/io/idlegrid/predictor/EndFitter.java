package io.idlegrid.predictor;

import io.idlegrid.predictor.feature.Example;
import io.idlegrid.predictor.feature.Horizon;
import io.idlegrid.predictor.feature.Snapshot;
import io.idlegrid.predictor.tree.HistogramLearner;
import io.idlegrid.predictor.tree.TrainingSet;
import io.idlegrid.predictor.tree.TreeEnsemble;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Fits the change of load from now to a horizon's end, by least squares. Every device weighs by its
 * examples over its own squared changes: to halve the error of a calm host is worth as much as to
 * halve that of a wild one.
 */
final class EndFitter {
  private static final HistogramLearner LEARNER =
      new HistogramLearner(80, 16, 100, .1, .5, .8, 20, 64);

  /** Changes of a tenth of the usual scale are as good as none. */
  private static final double LEAST_CHANGE = .01;

  private EndFitter() {}

  /** Squared changes of one device. */
  private static final class Changes {
    private double squares;
    private int count;

    double weight() {
      return 1 / (Math.max(LEAST_CHANGE, squares / count) * Math.max(200, count));
    }
  }

  static TreeEnsemble fit(List<Example> examples, Horizon horizon, long seed) {
    List<Example> usable =
        examples.stream().filter(e -> !Float.isNaN(e.ends()[horizon.index()])).toList();
    if (usable.isEmpty()) {
      return TreeEnsemble.constant(0, Snapshot.END_WIDTH);
    }
    Map<Integer, Changes> byDevice = new HashMap<>();
    float[][] rows = new float[usable.size()][Snapshot.END_WIDTH];
    float[] targets = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      Snapshot snapshot = usable.get(i).snapshot();
      snapshot.fillEnd(horizon, rows[i]);
      targets[i] = (usable.get(i).ends()[horizon.index()] - snapshot.last()) / snapshot.scale();
      Changes own = byDevice.computeIfAbsent(usable.get(i).device(), any -> new Changes());
      own.squares += targets[i] * targets[i];
      own.count++;
    }
    return LEARNER.fitMean(new TrainingSet(rows, targets, weights(usable, byDevice), 0), seed);
  }

  private static float[] weights(List<Example> examples, Map<Integer, Changes> byDevice) {
    float[] weights = new float[examples.size()];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      Changes own = byDevice.get(examples.get(i).device());
      weights[i] = own == null ? 0 : (float) own.weight();
      sum += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= (float) (weights.length / sum);
    }
    return weights;
  }
}
