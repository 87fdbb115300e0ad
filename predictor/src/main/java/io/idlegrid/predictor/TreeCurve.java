package io.idlegrid.predictor;

import io.idlegrid.predictor.calibration.RiskCalibration;
import io.idlegrid.predictor.feature.FeatureExtractor;
import io.idlegrid.predictor.feature.Horizon;
import io.idlegrid.predictor.feature.Snapshot;
import io.idlegrid.predictor.series.LoadSeries;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Idle probabilities from trees, made monotone: evaluated at a grid of thresholds and the horizons,
 * raised to the running maximum over thresholds, lowered to the running minimum over horizons,
 * interpolated between. A horizon is evaluated when it is first asked for.
 */
final class TreeCurve implements CurveForecast.IdleCurve {
  private static final double[] GRID = {
    0, 2.5, 5, 7.5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 85, 95, 100
  };
  private static final double LEAST = 1e-12;

  private final FittedModel model;
  private final Snapshot snapshot;
  private final RiskCalibration calibration;
  private final AtomicReferenceArray<double[]> byHorizon =
      new AtomicReferenceArray<>(Horizon.ALL.size());

  TreeCurve(FittedModel model, LoadSeries series, RiskCalibration calibration) {
    this.model = model;
    this.calibration = calibration.copy();
    snapshot = FeatureExtractor.snapshot(series, GRID);
  }

  @Override
  public double probability(double threshold, double spanSeconds) {
    if (threshold >= 100) {
      return 1;
    }
    double millis = spanSeconds * 1000;
    int upper = 0;
    while (upper < Horizon.ALL.size() - 1 && Horizon.ALL.get(upper).millis() < millis) {
      upper++;
    }
    double high = at(upper, threshold);
    double end = Horizon.ALL.get(upper).millis();
    if (upper == 0 || millis >= end) {
      return high;
    }
    // Between horizons the logarithm of survival is taken as linear in the logarithm of time.
    double start = Horizon.ALL.get(upper - 1).millis();
    double share = Math.log(millis / start) / Math.log(end / start);
    double low = at(upper - 1, threshold);
    double between = Math.exp((1 - share) * Math.log(low) + share * Math.log(high));
    return Math.max(high, Math.min(low, between));
  }

  private double at(int horizon, double threshold) {
    double[] values = values(horizon);
    int place = 1;
    while (GRID[place] < threshold) {
      place++;
    }
    double share = (threshold - GRID[place - 1]) / (GRID[place] - GRID[place - 1]);
    double between = values[place - 1] + share * (values[place] - values[place - 1]);
    return Math.max(LEAST, Math.min(values[place], between));
  }

  private double[] values(int horizon) {
    double[] known = byHorizon.get(horizon);
    if (known != null) {
      return known;
    }
    double[] values = evaluate(horizon);
    if (horizon > 0) {
      double[] shorter = values(horizon - 1);
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.min(values[i], shorter[i]);
      }
    }
    byHorizon.set(horizon, values);
    return values;
  }

  private double[] evaluate(int horizon) {
    double[] values = new double[GRID.length];
    float[] row = new float[Snapshot.WIDTH];
    double highest = 0;
    for (int place = 0; place < GRID.length - 1; place++) {
      snapshot.fill(Horizon.ALL.get(horizon), place, row);
      double logOdds = model.ensembles().get(horizon).score(row);
      double promised = calibration.apply(horizon, GRID[place], logOdds);
      highest = Math.max(highest, RiskCalibration.probability(promised));
      values[place] = highest;
    }
    values[GRID.length - 1] = 1;
    return values;
  }
}
