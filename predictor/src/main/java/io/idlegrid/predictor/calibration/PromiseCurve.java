package io.idlegrid.predictor.calibration;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Turns a score into what may be promised: one less the conflict rate met by those who start
 * wherever the score is at least this one. Measured per range of thresholds on forecasts for
 * devices that the trees had not seen; linear between ranges; rising with score and threshold.
 */
public final class PromiseCurve {
  /** Middles of the ranges, in percent. */
  private static final double[] ANCHORS = {10, 25, 50, 75};

  private static final double LOWEST = -4;
  private static final double STEP = .25;
  private static final int KNOTS = 65;
  private static final double HIGHEST = LOWEST + STEP * (KNOTS - 1);

  /** Conflict weight granted before the first conflict is seen, in rows. */
  private static final double PRIOR_CONFLICTS = 1;

  /**
   * Least rise of a measured promise by score. Where the rate tells no difference, the better score
   * stays the better one, for owners who accept less risk and for who starts first.
   */
  private static final float TILT = .002f;

  private final float[][] logOdds;

  private PromiseCurve(float[][] logOdds) {
    this.logOdds = logOdds;
  }

  /** Takes scores at their word, as log odds. */
  public static PromiseCurve identity() {
    float[][] same = new float[ANCHORS.length][KNOTS];
    for (float[] ofAnchor : same) {
      for (int knot = 0; knot < KNOTS; knot++) {
        ofAnchor[knot] = (float) score(knot);
      }
    }
    return new PromiseCurve(same);
  }

  /**
   * @param scores log odds of forecasts whose outcome is known
   * @param thresholds in percent
   * @param idle what came
   * @param weights of the forecasts, 1 on average
   * @param devices number of the device of each forecast, from 0 on
   * @param caution how many standard errors, taken over devices, a rate is put above what was
   *     measured: conflicts come by device, so few devices tell little, however many the forecasts
   */
  public static PromiseCurve measure(
      double[] scores,
      float[] thresholds,
      boolean[] idle,
      float[] weights,
      int[] devices,
      double caution) {
    int fleet = Arrays.stream(devices).max().orElse(0) + 1;
    float[][] measured = new float[ANCHORS.length][];
    for (int anchor = 0; anchor < ANCHORS.length; anchor++) {
      double[][] started = new double[KNOTS][fleet];
      double[][] conflicts = new double[KNOTS][fleet];
      for (int i = 0; i < scores.length; i++) {
        if (anchorOf(thresholds[i]) == anchor) {
          int knot = (int) Math.max(0, Math.min(KNOTS - 1, (scores[i] - LOWEST) / STEP));
          started[knot][devices[i]] += weights[i];
          conflicts[knot][devices[i]] += idle[i] ? 0 : weights[i];
        }
      }
      measured[anchor] = promises(started, conflicts, caution);
    }
    return new PromiseCurve(rising(measured));
  }

  private static float[] promises(double[][] started, double[][] conflicts, double caution) {
    float[] promises = new float[KNOTS];
    double[] allStarted = new double[started[0].length];
    double[] allConflicts = new double[started[0].length];
    for (int knot = KNOTS - 1; knot >= 0; knot--) {
      for (int device = 0; device < allStarted.length; device++) {
        allStarted[device] += started[knot][device];
        allConflicts[device] += conflicts[knot][device];
      }
      double bounded = Math.min(.999, rate(allStarted, allConflicts, caution));
      promises[knot] = (float) Math.log((1 - bounded) / bounded);
    }
    return promises;
  }

  /** Ratio of sums, and its standard error by the spread between devices. */
  private static double rate(double[] started, double[] conflicts, double caution) {
    double allStarted = Arrays.stream(started).sum() + 2 * PRIOR_CONFLICTS;
    double rate = (Arrays.stream(conflicts).sum() + PRIOR_CONFLICTS) / allStarted;
    double squares = 0;
    for (int device = 0; device < started.length; device++) {
      double excess = conflicts[device] - rate * started[device];
      squares += excess * excess;
    }
    return rate + caution * Math.sqrt(squares) / allStarted;
  }

  /** Made to rise with the score, downwards for caution, and with the threshold. */
  private static float[][] rising(float[][] measured) {
    for (int anchor = 0; anchor < measured.length; anchor++) {
      float[] own = measured[anchor];
      // From few starts at the top a rate cannot be told: they may promise what the best tell.
      for (int knot = 1; knot < KNOTS; knot++) {
        own[knot] = Math.max(own[knot], own[knot - 1] + TILT * (float) STEP);
      }
      if (anchor > 0) {
        for (int knot = 0; knot < KNOTS; knot++) {
          own[knot] = Math.max(own[knot], measured[anchor - 1][knot]);
        }
      }
    }
    return measured;
  }

  /** Log odds that may be promised for a score. */
  public double promise(double threshold, double score) {
    if (threshold <= ANCHORS[0]) {
      return promise(0, score);
    }
    for (int anchor = 1; anchor < ANCHORS.length; anchor++) {
      if (threshold <= ANCHORS[anchor]) {
        double share = (threshold - ANCHORS[anchor - 1]) / (ANCHORS[anchor] - ANCHORS[anchor - 1]);
        return (1 - share) * promise(anchor - 1, score) + share * promise(anchor, score);
      }
    }
    return promise(ANCHORS.length - 1, score);
  }

  private double promise(int anchor, double score) {
    float[] own = logOdds[anchor];
    double position = Math.max(0, Math.min(KNOTS - 1.001, (score - LOWEST) / STEP));
    int knot = (int) position;
    double between = own[knot] + (position - knot) * (own[knot + 1] - own[knot]);
    if (score > HIGHEST) {
      return between + TILT * (score - HIGHEST);
    }
    // Below the lowest knot nothing was measured: the score's own fall goes on.
    return score < LOWEST ? between + (score - LOWEST) : between;
  }

  private static int anchorOf(double threshold) {
    double[] edges = {17, 37, 62};
    int at = Arrays.binarySearch(edges, threshold);
    return at >= 0 ? at + 1 : -at - 1;
  }

  private static double score(int knot) {
    return LOWEST + knot * STEP;
  }

  public void write(DataOutputStream out) throws IOException {
    for (float[] ofAnchor : logOdds) {
      for (float value : ofAnchor) {
        out.writeFloat(value);
      }
    }
  }

  public static PromiseCurve read(DataInputStream in) throws IOException {
    float[][] read = new float[ANCHORS.length][KNOTS];
    for (float[] ofAnchor : read) {
      for (int knot = 0; knot < KNOTS; knot++) {
        ofAnchor[knot] = in.readFloat();
      }
    }
    return new PromiseCurve(read);
  }
}
