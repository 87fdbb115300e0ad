package io.idlegrid.predictor.calibration;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Rolling recalibration of one device: per horizon and range of thresholds, log odds are shifted by
 * the logarithm of the conflicts expected over the conflicts met, among forecasts that mattered.
 * Both sums forget with a half-life of five days and start from a prior, so that a quiet device
 * earns trust slowly, and one that conflicts more than was said loses it at once.
 */
public final class RiskCalibration {
  /** The risk at which starts are judged: the owners' default. */
  public static final double PROMISED_RISK = .01;

  private static final double HALF_LIFE = 5 * 86_400e3;

  /** Forecasts below this start nothing and teach nothing about starts. */
  private static final double LEAST_PROBABILITY = .8;

  /** Conflicts believed in advance on either side; more for spans that overlap in examples. */
  private static final double PRIOR = .6;

  private static final double EXAMPLE_SPACING = 150e3;

  /** Beyond this, one example stands for too many others to be believed. */
  private static final double MOST_WEIGHT = 10;

  private static final double[] HORIZONS = {60e3, 300e3, 900e3, 3_600e3};
  private static final double MOST_DOWN = 5;
  private static final double MOST_UP = 1.5;
  private static final double[] EDGES = {17, 37, 62};
  private static final int RANGES = EDGES.length + 1;

  private final float[][] expected;
  private final float[][] met;
  private final long[] newest;

  private RiskCalibration(float[][] expected, float[][] met, long[] newest) {
    this.expected = expected;
    this.met = met;
    this.newest = newest;
  }

  public static RiskCalibration fresh() {
    int horizons = HORIZONS.length;
    return new RiskCalibration(
        new float[horizons][RANGES], new float[horizons][RANGES], new long[horizons]);
  }

  /** Log odds as this device deserves them. */
  public double apply(int horizon, double threshold, double logOdds) {
    return logOdds + blended(shifts(horizon), threshold);
  }

  /** By how much log odds are shifted at this moment; later learning does not change it. */
  public Shifts shifts() {
    double[][] all = new double[HORIZONS.length][];
    for (int h = 0; h < all.length; h++) {
      all[h] = shifts(h);
    }
    return new Shifts(all);
  }

  /** Shifts of log odds per horizon and range of thresholds. */
  public static final class Shifts {
    private final double[][] shifts;

    private Shifts(double[][] shifts) {
      this.shifts = shifts;
    }

    /** As {@link RiskCalibration#apply}. */
    public double apply(int horizon, double threshold, double logOdds) {
      return logOdds + blended(shifts[horizon], threshold);
    }
  }

  /** Between ranges of thresholds shifts are blended, so that probabilities do not jump. */
  private static double blended(double[] shifts, double threshold) {
    for (int i = 0; i < EDGES.length; i++) {
      if (threshold < EDGES[i] - 2) {
        return shifts[i];
      }
      if (threshold < EDGES[i] + 2) {
        double share = (threshold - EDGES[i] + 2) / 4;
        return shifts[i] * (1 - share) + shifts[i + 1] * share;
      }
    }
    return shifts[RANGES - 1];
  }

  /**
   * Shifts that never fall from a range to a higher one: neighbours that would are judged together,
   * by all their conflicts (pool adjacent violators).
   */
  private double[] shifts(int horizon) {
    double prior = PRIOR * Math.max(1, HORIZONS[horizon] / EXAMPLE_SPACING);
    double[] said = new double[RANGES];
    double[] came = new double[RANGES];
    int[] widths = new int[RANGES];
    int pools = 0;
    for (int range = 0; range < RANGES; range++) {
      said[pools] = expected[horizon][range] + prior;
      came[pools] = met[horizon][range] + prior;
      widths[pools++] = 1;
      while (pools > 1 && said[pools - 2] * came[pools - 1] > said[pools - 1] * came[pools - 2]) {
        pools--;
        said[pools - 1] += said[pools];
        came[pools - 1] += came[pools];
        widths[pools - 1] += widths[pools];
      }
    }
    double[] shifts = new double[RANGES];
    int range = 0;
    for (int pool = 0; pool < pools; pool++) {
      double shift = Math.log(said[pool] / came[pool]);
      for (int i = 0; i < widths[pool]; i++) {
        shifts[range++] = Math.max(-MOST_DOWN, Math.min(MOST_UP, shift));
      }
    }
    return shifts;
  }

  /**
   * Learns from a forecast made before its outcome was known.
   *
   * @param atMillis when it was made
   * @param logOdds of the trees, not shifted
   */
  public void learn(
      int horizon, double threshold, long atMillis, double logOdds, boolean stayedIdle) {
    learn(horizon, threshold, atMillis, logOdds, stayedIdle, 1);
  }

  /**
   * The same where examples were thinned out.
   *
   * @param weight for how many forecasts this one stands
   */
  public void learn(
      int horizon,
      double threshold,
      long atMillis,
      double logOdds,
      boolean stayedIdle,
      double weight) {
    double probability = probability(logOdds);
    if (probability < LEAST_PROBABILITY) {
      return;
    }
    forget(horizon, atMillis);
    int range = range(threshold);
    expected[horizon][range] += (float) (weight * (1 - probability));
    met[horizon][range] += stayedIdle ? 0 : (float) weight;
  }

  /** For how many forecasts one stands that comes so long after the one before. */
  public static double weight(long spacingMillis) {
    return Math.max(1, Math.min(MOST_WEIGHT, spacingMillis / EXAMPLE_SPACING));
  }

  private void forget(int horizon, long atMillis) {
    if (atMillis <= newest[horizon]) {
      return;
    }
    float kept = (float) Math.pow(.5, (atMillis - newest[horizon]) / HALF_LIFE);
    for (int range = 0; range < RANGES; range++) {
      expected[horizon][range] *= kept;
      met[horizon][range] *= kept;
    }
    newest[horizon] = atMillis;
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
    for (int h = 0; h < HORIZONS.length; h++) {
      out.writeLong(newest[h]);
      for (int range = 0; range < RANGES; range++) {
        out.writeFloat(expected[h][range]);
        out.writeFloat(met[h][range]);
      }
    }
  }

  public static RiskCalibration read(DataInputStream in) throws IOException {
    RiskCalibration read = fresh();
    for (int h = 0; h < HORIZONS.length; h++) {
      read.newest[h] = in.readLong();
      for (int range = 0; range < RANGES; range++) {
        read.expected[h][range] = in.readFloat();
        read.met[h][range] = in.readFloat();
      }
    }
    return read;
  }
}
