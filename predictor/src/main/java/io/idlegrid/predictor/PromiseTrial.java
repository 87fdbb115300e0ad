package io.idlegrid.predictor;

import io.idlegrid.predictor.calibration.PromiseCurve;
import io.idlegrid.predictor.calibration.RiskCalibration;
import io.idlegrid.predictor.feature.Example;
import io.idlegrid.predictor.feature.Horizon;
import io.idlegrid.predictor.feature.Snapshot;
import io.idlegrid.predictor.tree.TreeEnsemble;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tries out what scores are worth before anything is promised: every device's examples are
 * forecast, oldest first, by the trees that were fitted without them, and calibrated by those of
 * its forecasts whose outcome was known by then, as it will be when forecasts are live.
 *
 * @param ensembles the trees of each fold, fitted without it
 */
record PromiseTrial(Horizon horizon, List<TreeEnsemble> ensembles, Folds folds) {
  /** A device with fewer examples than this weighs less than the others. */
  private static final int FULL_WEIGHT = 200;

  /** Which fold an example belongs to. */
  @FunctionalInterface
  interface Folds {
    int of(Example example);
  }

  /** Judged forecasts, column by column. */
  private static final class Judged {
    private final double[] scores;
    private final float[] thresholds;
    private final boolean[] idle;
    private final float[] weights;
    private final int[] devices;
    private int size;
    private double weight;

    Judged(int most) {
      scores = new double[most];
      thresholds = new float[most];
      idle = new boolean[most];
      weights = new float[most];
      devices = new int[most];
    }

    void add(double score, double threshold, boolean stayedIdle, float share, int device) {
      scores[size] = score;
      thresholds[size] = (float) threshold;
      idle[size] = stayedIdle;
      weights[size] = share;
      weight += share;
      devices[size++] = device;
    }

    PromiseCurve curve(double caution) {
      float unit = (float) (size / weight);
      for (int i = 0; i < size; i++) {
        weights[i] *= unit;
      }
      return PromiseCurve.measure(scores, thresholds, idle, weights, devices, caution);
    }
  }

  /** What scores may promise, by all examples, whether trees were fitted on them or not. */
  PromiseCurve run(List<Example> examples, double caution) {
    Map<Integer, List<Example>> byDevice = new TreeMap<>();
    int size = 0;
    for (Example example : examples) {
      byDevice.computeIfAbsent(example.device(), any -> new ArrayList<>()).add(example);
      size += example.snapshot().thresholds();
    }
    var judged = new Judged(size);
    int device = 0;
    for (List<Example> own : byDevice.values()) {
      own.sort(Comparator.comparingLong(Example::madeAtMillis));
      replay(own, device++, judged);
    }
    return judged.curve(caution);
  }

  private void replay(List<Example> own, int device, Judged judged) {
    RiskCalibration calibration = RiskCalibration.fresh();
    float share = 1f / Math.max(FULL_WEIGHT, own.size());
    double[][] scores = new double[own.size()][];
    int known = 0;
    for (int i = 0; i < scores.length; i++) {
      Example example = own.get(i);
      long by = example.madeAtMillis() - horizon.millis();
      while (known < i && own.get(known).madeAtMillis() <= by) {
        long before = known == 0 ? 0 : own.get(known - 1).madeAtMillis();
        learn(calibration, own.get(known), scores[known], before);
        known++;
      }
      scores[i] = scores(example);
      for (int place = 0; place < scores[i].length; place++) {
        double threshold = example.snapshot().threshold(place);
        double score = calibration.apply(horizon.index(), threshold, scores[i][place]);
        judged.add(score, threshold, stayedIdle(example, place), share, device);
      }
    }
  }

  private double[] scores(Example example) {
    TreeEnsemble unseen = ensembles.get(folds.of(example));
    float[] row = new float[Snapshot.WIDTH];
    double[] scores = new double[example.snapshot().thresholds()];
    for (int place = 0; place < scores.length; place++) {
      example.snapshot().fill(horizon, place, row);
      scores[place] = unseen.score(row);
    }
    return scores;
  }

  private void learn(
      RiskCalibration calibration, Example example, double[] scores, long beforeMillis) {
    double weight = RiskCalibration.weight(example.madeAtMillis() - beforeMillis);
    for (int place = 0; place < scores.length; place++) {
      calibration.learn(
          horizon.index(),
          example.snapshot().threshold(place),
          example.madeAtMillis(),
          scores[place],
          stayedIdle(example, place),
          weight);
    }
  }

  private boolean stayedIdle(Example example, int place) {
    return example.peaks()[horizon.index()] <= example.snapshot().threshold(place);
  }
}
