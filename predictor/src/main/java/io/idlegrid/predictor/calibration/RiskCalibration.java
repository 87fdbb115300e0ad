package io.idlegrid.predictor.calibration;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Adaptive conformal calibration (Gibbs and Candès 2021) of one device: per horizon and range of
 * thresholds, log odds are lowered by a caution that rises with each conflict among the forecasts
 * that would have let work start, and falls a little with each success, such that it rests only
 * where the promised share conflicts.
 */
public final class RiskCalibration {
  /** The risk at which starts are judged: the owners' default. */
  public static final double PROMISED_RISK = .01;

  private static final double STEP = .5;
  private static final double MOST = 6;

  /** Caution fades with a half-life of about a week of examples: never to blindness. */
  private static final double FADE = .9998;

  private static final double[] EDGES = {17, 37, 62};

  private final float[][] caution;

  private RiskCalibration(float[][] caution) {
    this.caution = caution;
  }

  public static RiskCalibration fresh(int horizons) {
    return new RiskCalibration(new float[horizons][EDGES.length + 1]);
  }

  /**
   * Log odds as promised to the outside. Between ranges of thresholds the caution is blended, so
   * that probabilities do not jump.
   */
  public double apply(int horizon, double threshold, double logOdds) {
    float[] own = caution[horizon];
    for (int i = 0; i < EDGES.length; i++) {
      if (threshold < EDGES[i] - 2) {
        return logOdds - own[i];
      }
      if (threshold < EDGES[i] + 2) {
        double share = (threshold - EDGES[i] + 2) / 4;
        return logOdds - own[i] * (1 - share) - own[i + 1] * share;
      }
    }
    return logOdds - own[EDGES.length];
  }

  /** Learns from a forecast made before its outcome was known. */
  public void learn(int horizon, double threshold, double logOdds, boolean stayedIdle) {
    int range = range(threshold);
    float before = caution[horizon][range];
    boolean started = probability(logOdds - before) >= 1 - PROMISED_RISK;
    double after = before * FADE;
    if (started) {
      after += STEP * (stayedIdle ? -PROMISED_RISK : 1 - PROMISED_RISK);
    }
    caution[horizon][range] = (float) Math.max(0, Math.min(MOST, after));
  }

  /** A copy that later learning does not change. */
  public RiskCalibration copy() {
    float[][] copied = new float[caution.length][];
    for (int i = 0; i < copied.length; i++) {
      copied[i] = caution[i].clone();
    }
    return new RiskCalibration(copied);
  }

  public static double probability(double logOdds) {
    return 1 / (1 + Math.exp(-logOdds));
  }

  private static int range(double threshold) {
    int range = 0;
    while (range < EDGES.length && threshold >= EDGES[range]) {
      range++;
    }
    return range;
  }

  public void write(DataOutputStream out) throws IOException {
    for (float[] ofHorizon : caution) {
      for (float value : ofHorizon) {
        out.writeFloat(value);
      }
    }
  }

  public static RiskCalibration read(DataInputStream in, int horizons) throws IOException {
    RiskCalibration read = fresh(horizons);
    for (float[] ofHorizon : read.caution) {
      for (int i = 0; i < ofHorizon.length; i++) {
        ofHorizon[i] = in.readFloat();
      }
    }
    return read;
  }
}
