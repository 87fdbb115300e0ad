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
 * scores are worth is tried out on the fold that it has not seen. Their mean is what forecasts.
 */
record ModelFitter(TreeLearner learner, int rowsPerHorizon, long seed) {
  private static final int FOLDS = 3;

  /** Fewer devices than this are dealt by stretches of time, not by device. */
  private static final int LEAST_DEVICES = 9;

  /** Long against the longest horizon, so that few examples share what follows across folds. */
  private static final long STRETCH = 4 * 3_600_000;

  /** A device with fewer examples than this weighs less than the others. */
  private static final int FULL_WEIGHT = 200;

  /**
   * Standard errors that promises are put below what was measured: of many devices, and how many
   * devices double it. Few devices tell little, not even how little.
   */
  private static final double CAUTION = .4;

  private static final double DOUBLES = 30;

  /** Rows of one horizon. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Table(float[][] rows, boolean[] idle, float[] weights, int[] folds) {

    int size() {
      return rows.length;
    }
  }

  FittedModel fit(List<Example> examples, Instant now) {
    List<HorizonModel> horizons = new ArrayList<>();
    int rows = 0;
    for (Horizon horizon : Horizon.ALL) {
      List<Example> all = usable(examples, horizon);
      List<Example> drawn = draw(all);
      rows += drawn.size();
      horizons.add(
          drawn.isEmpty()
              ? new HorizonModel(
                  TreeEnsemble.constant(0, Snapshot.WIDTH),
                  PromiseCurve.identity(),
                  TreeEnsemble.constant(0, Snapshot.END_WIDTH),
                  HorizonModel.borneBy(0))
              : fit(all, drawn, horizon));
    }
    return new FittedModel(now, examples.size(), rows, horizons);
  }

  private HorizonModel fit(List<Example> all, List<Example> drawn, Horizon horizon) {
    PromiseTrial.Folds folds = folds(drawn);
    Table table = table(drawn, horizon, folds);
    List<TreeEnsemble> ensembles = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      ensembles.add(learner.fit(without(table, fold), seed + fold));
    }
    long devices = all.stream().mapToInt(Example::device).distinct().count();
    double caution = CAUTION * (1 + DOUBLES / devices);
    PromiseCurve promise = new PromiseTrial(horizon, ensembles, folds).run(all, caution);
    TreeEnsemble end = EndFitter.fit(drawn, horizon, seed);
    return new HorizonModel(
        TreeEnsemble.mean(ensembles), promise, end, HorizonModel.borneBy(devices));
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

  private static PromiseTrial.Folds folds(List<Example> examples) {
    long devices =
        examples.stream().mapToInt(Example::device).distinct().limit(LEAST_DEVICES).count();
    return devices < LEAST_DEVICES
        ? example -> (int) Math.floorMod(example.madeAtMillis() / STRETCH, (long) FOLDS)
        : example -> Math.floorMod(example.device(), FOLDS);
  }

  private static Table table(List<Example> examples, Horizon horizon, PromiseTrial.Folds folds) {
    Map<Integer, Integer> counts = new HashMap<>();
    examples.forEach(example -> counts.merge(example.device(), 1, Integer::sum));
    int size = examples.stream().mapToInt(e -> e.snapshot().thresholds()).sum();
    var table =
        new Table(
            new float[size][Snapshot.WIDTH], new boolean[size], new float[size], new int[size]);
    int row = 0;
    for (Example example : examples) {
      float weight = 1f / Math.max(FULL_WEIGHT, counts.getOrDefault(example.device(), 1));
      Snapshot snapshot = example.snapshot();
      for (int place = 0; place < snapshot.thresholds(); place++) {
        snapshot.fill(horizon, place, table.rows()[row]);
        table.idle()[row] = example.peaks()[horizon.index()] <= snapshot.threshold(place);
        table.weights()[row] = weight;
        table.folds()[row++] = folds.of(example);
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
