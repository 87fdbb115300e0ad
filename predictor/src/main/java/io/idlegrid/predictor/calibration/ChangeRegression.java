package io.idlegrid.predictor.calibration;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * What to make, on one device, of a change of load forecast by the pooled trees and of the ways
 * back to its own usual levels: recursive ridge regression per horizon under exponential
 * forgetting, which starts out believing the trees. Of the change it says, the share is forecast
 * that would have served best lately, from none, which is persistence, to all; none at first.
 */
public final class ChangeRegression {
  /** Inputs: the trees' change, then the distances to a few usual levels. */
  public static final int INPUTS = 6;

  private static final int HORIZONS = 4;

  /** By examples, each a few minutes after the other: about ten days. */
  private static final double KEEP = Math.pow(.5, 1.0 / 5000);

  /** The share of a change that serves is forgotten faster: in about three days. */
  private static final double KEEP_SHARE = Math.pow(.5, 1.0 / 1500);

  /** Squared changes that persistence is believed for in advance. */
  private static final double DOUBT = 8;

  /** Worth of the first belief, in examples of a usual size. */
  private static final double PRIOR = 150;

  /** Changes beyond this many usual ones are rare enough to drown all others. */
  private static final double MOST = 4;

  private final double[][] squares = new double[HORIZONS][INPUTS * INPUTS];
  private final double[][] products = new double[HORIZONS][INPUTS];

  /** Products of the changes said and those that came, and squares of the former. */
  private final double[] agreements = new double[HORIZONS];

  private final double[] sizes = new double[HORIZONS];

  /** The change to forecast, in the units of the inputs. */
  public double apply(int horizon, double[] inputs) {
    double share = agreements[horizon] / (sizes[horizon] + DOUBT);
    return Math.max(0, Math.min(1, share)) * regress(horizon, inputs);
  }

  private double regress(int horizon, double[] inputs) {
    double[] coefficients = solve(horizon);
    double sum = 0;
    for (int i = 0; i < INPUTS; i++) {
      sum += coefficients[i] * inputs[i];
    }
    return sum;
  }

  /** Learns from inputs and the change that came. */
  public void learn(int horizon, double[] inputs, double came) {
    double said = regress(horizon, inputs);
    agreements[horizon] = KEEP_SHARE * agreements[horizon] + said * came;
    sizes[horizon] = KEEP_SHARE * sizes[horizon] + said * said;
    double bounded = Math.max(-MOST, Math.min(MOST, came));
    for (int a = 0; a < INPUTS; a++) {
      for (int b = 0; b < INPUTS; b++) {
        int at = a * INPUTS + b;
        squares[horizon][at] = KEEP * squares[horizon][at] + inputs[a] * inputs[b];
      }
      products[horizon][a] = KEEP * products[horizon][a] + inputs[a] * bounded;
    }
  }

  /** Cholesky on a matrix that the prior keeps positive definite. */
  private double[] solve(int horizon) {
    double[] factor = squares[horizon].clone();
    double[] solution = products[horizon].clone();
    solution[0] += PRIOR;
    for (int a = 0; a < INPUTS; a++) {
      factor[a * INPUTS + a] += PRIOR;
      for (int b = 0; b <= a; b++) {
        double sum = factor[a * INPUTS + b];
        for (int c = 0; c < b; c++) {
          sum -= factor[a * INPUTS + c] * factor[b * INPUTS + c];
        }
        factor[a * INPUTS + b] = a == b ? Math.sqrt(sum) : sum / factor[b * INPUTS + b];
      }
    }
    for (int a = 0; a < INPUTS; a++) {
      for (int b = 0; b < a; b++) {
        solution[a] -= factor[a * INPUTS + b] * solution[b];
      }
      solution[a] /= factor[a * INPUTS + a];
    }
    for (int a = INPUTS - 1; a >= 0; a--) {
      for (int b = a + 1; b < INPUTS; b++) {
        solution[a] -= factor[b * INPUTS + a] * solution[b];
      }
      solution[a] /= factor[a * INPUTS + a];
    }
    return solution;
  }

  /** A copy that later learning does not change. */
  public ChangeRegression copy() {
    var copied = new ChangeRegression();
    for (int h = 0; h < HORIZONS; h++) {
      System.arraycopy(squares[h], 0, copied.squares[h], 0, squares[h].length);
      System.arraycopy(products[h], 0, copied.products[h], 0, INPUTS);
    }
    System.arraycopy(agreements, 0, copied.agreements, 0, HORIZONS);
    System.arraycopy(sizes, 0, copied.sizes, 0, HORIZONS);
    return copied;
  }

  private double[][] state() {
    double[][] state = Arrays.copyOf(squares, 2 * HORIZONS + 2);
    System.arraycopy(products, 0, state, HORIZONS, HORIZONS);
    state[2 * HORIZONS] = agreements;
    state[2 * HORIZONS + 1] = sizes;
    return state;
  }

  public void write(DataOutputStream out) throws IOException {
    for (double[] part : state()) {
      for (double value : part) {
        out.writeFloat((float) value);
      }
    }
  }

  public static ChangeRegression read(DataInputStream in) throws IOException {
    var read = new ChangeRegression();
    for (double[] part : read.state()) {
      for (int i = 0; i < part.length; i++) {
        part[i] = in.readFloat();
      }
    }
    return read;
  }
}
