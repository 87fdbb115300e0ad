package io.idlegrid.predictor;

import io.idlegrid.predictor.calibration.ChangeRegression;
import io.idlegrid.predictor.calibration.RiskCalibration;
import io.idlegrid.predictor.calibration.RuleFallback;
import io.idlegrid.predictor.feature.Horizon;
import io.idlegrid.predictor.feature.Reading;
import io.idlegrid.predictor.feature.Snapshot;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Idle probabilities from trees at a grid of thresholds and the horizons, each worked out when it
 * is first asked for, or for many devices together by {@link ScoreBatch}. Monotone over horizons:
 * what holds for a longer span holds for a shorter one (the other way round, a model of one minute
 * that few devices sample finely enough to teach would spoil all others). Over thresholds rising by
 * the trees' own constraint.
 */
final class TreeCurve {
  private static final double[] GRID = {
    0, 2.5, 5, 7.5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 85, 95, 100
  };

  /** Thresholds of the grid; with the horizons they make 64 cells. */
  static final int PLACES = GRID.length;

  private static final double LEAST = 1e-12;

  /** So long after a silence, the usual levels of before it count again in full. */
  private static final double STEADY = 30 * 60_000;

  private static final int HORIZONS = Horizon.ALL.size();
  private static final long UNKNOWN = Double.doubleToRawLongBits(Double.NaN);

  private final FittedModel model;
  private final Reading reading;
  private final double steadyMillis;
  private final RiskCalibration.Shifts shifts;
  private final RuleFallback.Words rules;
  private final Questions questions;
  private final AtomicReferenceArray<Snapshot> snapshots = new AtomicReferenceArray<>(PLACES);
  private final AtomicLongArray scores = unknown();
  private final Surface promised = new Surface(true);
  private final Surface likely = new Surface(false);

  TreeCurve(FittedModel model, DeviceHistory device) {
    this.model = model;
    reading = device.reader().read();
    shifts = device.calibration().shifts();
    steadyMillis = device.series().steadyMillis();
    rules = device.fallback().words(reading.recent());
    questions = device.questions();
  }

  FittedModel model() {
    return model;
  }

  /** Names of the simple rules that speak for this device beside the trees. */
  List<String> rules() {
    return rules.rules();
  }

  private static AtomicLongArray unknown() {
    long[] values = new long[HORIZONS * PLACES];
    Arrays.fill(values, UNKNOWN);
    return new AtomicLongArray(values);
  }

  /** What may be promised: the conflict rate of all who start where at least this is said. */
  CurveForecast.IdleCurve promised() {
    return promised;
  }

  /** How likely the span is to stay idle, taken alone; at most what may be promised. */
  CurveForecast.IdleCurve likely() {
    return likely;
  }

  /** Expected load, linear between now and the ends of the horizons. */
  CurveForecast.MeanCurve mean(ChangeRegression changes) {
    ChangeRegression copied = changes.copy();
    double steady = Math.min(1, steadyMillis / STEADY);
    return ahead -> {
      Snapshot snapshot = reading.snapshot();
      int upper = 0;
      while (upper < HORIZONS - 1 && Horizon.ALL.get(upper).millis() < ahead * 1000) {
        upper++;
      }
      double start = upper == 0 ? 0 : Horizon.ALL.get(upper - 1).millis() / 1000.0;
      double end = Horizon.ALL.get(upper).millis() / 1000.0;
      double from = upper == 0 ? snapshot.last() : end(snapshot, upper - 1, copied);
      double to = end(snapshot, upper, copied);
      double trees = from + (to - from) * Math.min(1, (ahead - start) / (end - start));
      return snapshot.last() + steady * (trees - snapshot.last());
    };
  }

  private double end(Snapshot snapshot, int horizon, ChangeRegression changes) {
    double change =
        changes.apply(horizon, model.horizons().get(horizon).changes(snapshot, horizon));
    return snapshot.last() + snapshot.scale() * change;
  }

  static int cell(int horizon, int place) {
    return horizon * PLACES + place;
  }

  /** Log odds of the device's calibrated trees. */
  private double score(int horizon, int place) {
    int cell = cell(horizon, place);
    questions.ask(cell);
    double known = Double.longBitsToDouble(scores.get(cell));
    if (!Double.isNaN(known)) {
      return known;
    }
    float[] row = new float[Snapshot.WIDTH];
    fill(Horizon.ALL.get(horizon), place, row, 0);
    return scored(horizon, place, model.horizons().get(horizon).ensemble().score(row));
  }

  /** Fills in the inputs of the trees. */
  void fill(Horizon horizon, int place, float[] rows, int from) {
    Snapshot snapshot = snapshots.get(place);
    if (snapshot == null) {
      snapshot = reading.snapshot(GRID[place]);
      snapshots.set(place, snapshot);
    }
    snapshot.fill(horizon, 0, rows, from);
  }

  /** Takes what the trees said; returns what it is worth on this device. */
  double scored(int horizon, int place, double logOdds) {
    double score = shifts.apply(horizon, GRID[place], logOdds);
    scores.set(cell(horizon, place), Double.doubleToRawLongBits(score));
    return score;
  }

  /** Probabilities over thresholds and spans. */
  private final class Surface implements CurveForecast.IdleCurve {
    private final boolean isPromise;
    private final AtomicLongArray values = unknown();

    Surface(boolean isPromise) {
      this.isPromise = isPromise;
    }

    @Override
    public double probability(double threshold, double spanSeconds) {
      if (threshold >= 100) {
        return 1;
      }
      double millis = spanSeconds * 1000;
      int upper = 0;
      while (upper < HORIZONS - 1 && Horizon.ALL.get(upper).millis() < millis) {
        upper++;
      }
      double high = between(upper, threshold);
      double end = Horizon.ALL.get(upper).millis();
      if (upper == 0 || millis >= end) {
        return high;
      }
      // Between horizons the logarithm of survival is taken as linear in the logarithm of time.
      double start = Horizon.ALL.get(upper - 1).millis();
      double share = Math.log(millis / start) / Math.log(end / start);
      double low = between(upper - 1, threshold);
      double between = Math.exp((1 - share) * Math.log(low) + share * Math.log(high));
      return Math.max(high, Math.min(low, between));
    }

    private double between(int horizon, double threshold) {
      int place = 0;
      while (GRID[place] < threshold) {
        place++;
      }
      double upper = value(horizon, place);
      if (GRID[place] == threshold) {
        return Math.max(LEAST, upper);
      }
      double lower = value(horizon, place - 1);
      double share = (threshold - GRID[place - 1]) / (GRID[place] - GRID[place - 1]);
      return Math.max(LEAST, Math.min(upper, lower + share * (upper - lower)));
    }

    private double value(int horizon, int place) {
      if (place == PLACES - 1) {
        return 1;
      }
      int at = cell(horizon, place);
      double known = Double.longBitsToDouble(values.get(at));
      if (!Double.isNaN(known)) {
        return known;
      }
      double value = own(horizon, place);
      if (horizon < HORIZONS - 1) {
        value = Math.max(value, value(horizon + 1, place));
      }
      values.set(at, Double.doubleToRawLongBits(value));
      return value;
    }

    private double own(int horizon, int place) {
      double score = score(horizon, place);
      if (!isPromise) {
        return RiskCalibration.probability(score);
      }
      double trees = model.horizons().get(horizon).promised(GRID[place], score);
      return Math.max(trees, rules.probability(horizon, GRID[place]));
    }
  }
}
