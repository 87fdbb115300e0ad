package io.idlegrid.predictor;

import io.idlegrid.predictor.calibration.PromiseCurve;
import io.idlegrid.predictor.feature.Example;
import io.idlegrid.predictor.feature.Horizon;
import io.idlegrid.predictor.feature.Snapshot;
import io.idlegrid.predictor.tree.TrainingSet;
import io.idlegrid.predictor.tree.TreeEnsemble;
import io.idlegrid.predictor.tree.TreeLearner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Fits, per horizon, trees for P(peak ≤ threshold) with the threshold among the inputs. The fleet
 * is dealt into three folds; each of three ensembles is fitted without one fold, and what its
 * scores are worth is measured on the fold that it has not seen. Their mean is what forecasts.
 */
record ModelFitter(TreeLearner learner, int rowsPerHorizon, long seed) {
  private static final int FOLDS = 3;

  /** Fewer devices than this are dealt by stretches of time, not by device. */
  private static final int LEAST_DEVICES = 9;

  /** Long against the longest horizon, so that few examples share what follows across folds. */
  private static final long STRETCH = 4 * 3_600_000;

  /** A device with fewer examples than this weighs less than the others. */
  private static final int FULL_WEIGHT = 200;

  /** Standard errors that promises are put below what was measured. */
  private static final double CAUTION = .5;

  /** Rows of one horizon. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Table(
      float[][] rows,
      boolean[] idle,
      float[] thresholds,
      float[] weights,
      int[] devices,
      int[] folds) {

    int size() {
      return rows.length;
    }
  }

  FittedModel fit(List<Example> examples, Instant now) {
    List<HorizonModel> horizons = new ArrayList<>();
    int rows = 0;
    for (Horizon horizon : Horizon.ALL) {
      List<Example> usable = draw(usable(examples, horizon));
      rows += usable.size();
      horizons.add(
          usable.isEmpty()
              ? new HorizonModel(
                  TreeEnsemble.constant(0, Snapshot.WIDTH),
                  PromiseCurve.identity(),
                  TreeEnsemble.constant(0, Snapshot.END_WIDTH))
              : fit(table(usable, horizon), EndFitter.fit(usable, horizon, seed)));
    }
    return new FittedModel(now, examples.size(), rows, learner.isMonotone(), horizons);
  }

  private HorizonModel fit(Table table, TreeEnsemble end) {
    List<TreeEnsemble> ensembles = new ArrayList<>();
    double[] scores = new double[table.size()];
    for (int fold = 0; fold < FOLDS; fold++) {
      TreeEnsemble ensemble = learner.fit(without(table, fold), seed + fold);
      ensembles.add(ensemble);
      for (int i = 0; i < scores.length; i++) {
        if (table.folds()[i] == fold) {
          scores[i] = ensemble.score(table.rows()[i]);
        }
      }
    }
    PromiseCurve promise =
        PromiseCurve.measure(
            scores, table.thresholds(), table.idle(), table.weights(), table.devices(), CAUTION);
    return new HorizonModel(TreeEnsemble.mean(ensembles), promise, end);
  }

  private static List<Example> usable(List<Example> examples, Horizon horizon) {
    return new ArrayList<>(
        examples.stream().filter(e -> !Float.isNaN(e.peaks()[horizon.index()])).toList());
  }

  private List<Example> draw(List<Example> examples) {
    var random = new SplittableRandom(seed);
    int perExample = examples.isEmpty() ? 1 : examples.get(0).snapshot().thresholds();
    int wanted = Math.min(examples.size(), Math.max(1, rowsPerHorizon / perExample));
    for (int i = 0; i < wanted; i++) {
      int other = random.nextInt(i, examples.size());
      Example drawn = examples.get(other);
      examples.set(other, examples.get(i));
      examples.set(i, drawn);
    }
    return examples.subList(0, wanted);
  }

  private static Table table(List<Example> examples, Horizon horizon) {
    Map<Integer, Integer> counts = new HashMap<>();
    examples.forEach(example -> counts.merge(example.device(), 1, Integer::sum));
    boolean byDevice = counts.size() >= LEAST_DEVICES;
    int size = examples.stream().mapToInt(e -> e.snapshot().thresholds()).sum();
    var table =
        new Table(
            new float[size][Snapshot.WIDTH],
            new boolean[size],
            new float[size],
            new float[size],
            new int[size],
            new int[size]);
    Map<Integer, Integer> places = new HashMap<>();
    int row = 0;
    for (Example example : examples) {
      int device = places.computeIfAbsent(example.device(), any -> places.size());
      float weight = 1f / Math.max(FULL_WEIGHT, counts.getOrDefault(example.device(), 1));
      long dealt = byDevice ? example.device() : example.madeAtMillis() / STRETCH;
      Snapshot snapshot = example.snapshot();
      for (int place = 0; place < snapshot.thresholds(); place++) {
        snapshot.fill(horizon, place, table.rows()[row]);
        table.thresholds()[row] = (float) snapshot.threshold(place);
        table.idle()[row] = example.peaks()[horizon.index()] <= snapshot.threshold(place);
        table.weights()[row] = weight;
        table.devices()[row] = device;
        table.folds()[row++] = Math.floorMod(dealt, FOLDS);
      }
    }
    normalise(table.weights());
    return table;
  }

  private static void normalise(float[] weights) {
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= (float) (weights.length / sum);
    }
  }

  private static TrainingSet without(Table table, int fold) {
    int size = 0;
    for (int each : table.folds()) {
      size += each == fold ? 0 : 1;
    }
    if (size == 0) {
      // All in one fold: a few hours of a small fleet.
      return without(table, -1);
    }
    float[][] rows = new float[size][];
    float[] targets = new float[size];
    float[] weights = new float[size];
    int at = 0;
    for (int i = 0; i < table.size(); i++) {
      if (table.folds()[i] != fold) {
        rows[at] = table.rows()[i];
        targets[at] = table.idle()[i] ? 1 : 0;
        weights[at++] = table.weights()[i];
      }
    }
    return new TrainingSet(rows, targets, weights, Snapshot.RISING);
  }
}
