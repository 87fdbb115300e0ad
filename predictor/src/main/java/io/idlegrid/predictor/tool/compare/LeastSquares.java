package io.idlegrid.predictor.tool.compare;

import java.util.Arrays;

/** Linear regression by normal equations on standardised inputs, plain or robust. */
final class LeastSquares implements Regressor.Fitted {
  /** Tukey's bisquare: 95 % efficient on normal errors. */
  private static final double TUNING = 4.685;

  private static final int ROUNDS = 15;
  private static final double RIDGE = 1e-8;

  private final double[] means;
  private final double[] scales;
  private final double[] coefficients;

  private LeastSquares(double[] means, double[] scales, double[] coefficients) {
    this.means = means;
    this.scales = scales;
    this.coefficients = coefficients;
  }

  static LeastSquares fit(Table table) {
    double[] weights = new double[table.size()];
    Arrays.fill(weights, 1);
    return fit(table, weights);
  }

  /** Iteratively reweighted with Tukey's bisquare, as robustfit does (Holland and Welsch 1977). */
  static LeastSquares fitRobust(Table table) {
    LeastSquares fitted = fit(table);
    double[] weights = new double[table.size()];
    for (int round = 0; round < ROUNDS; round++) {
      double[] errors = new double[table.size()];
      for (int i = 0; i < errors.length; i++) {
        errors[i] = Math.abs(table.targets()[i] - fitted.predict(table.inputs()[i]));
      }
      double[] sorted = errors.clone();
      Arrays.sort(sorted);
      double spread = Math.max(1e-6, sorted[sorted.length / 2] / .6745);
      for (int i = 0; i < errors.length; i++) {
        double unit = errors[i] / (TUNING * spread);
        weights[i] = unit < 1 ? (1 - unit * unit) * (1 - unit * unit) : 0;
      }
      fitted = fit(table, weights);
    }
    return fitted;
  }

  private static LeastSquares fit(Table table, double[] weights) {
    int inputs = Table.NAMES.length;
    double[] means = new double[inputs];
    double[] scales = new double[inputs];
    standardise(table, means, scales);
    double[][] normal = new double[inputs + 1][inputs + 2];
    double[] row = new double[inputs + 1];
    for (int i = 0; i < table.size(); i++) {
      row[inputs] = 1;
      for (int k = 0; k < inputs; k++) {
        row[k] = (table.inputs()[i][k] - means[k]) / scales[k];
      }
      for (int a = 0; a <= inputs; a++) {
        for (int b = 0; b <= inputs; b++) {
          normal[a][b] += weights[i] * row[a] * row[b];
        }
        normal[a][inputs + 1] += weights[i] * row[a] * table.targets()[i];
      }
    }
    return new LeastSquares(means, scales, solve(normal, table.size()));
  }

  private static void standardise(Table table, double[] means, double[] scales) {
    for (int k = 0; k < means.length; k++) {
      double sum = 0;
      double squares = 0;
      for (double[] row : table.inputs()) {
        sum += row[k];
        squares += row[k] * row[k];
      }
      means[k] = sum / table.size();
      scales[k] = Math.sqrt(Math.max(1e-12, squares / table.size() - means[k] * means[k]));
    }
  }

  /** Gauss elimination with pivots; the ridge keeps constant inputs from blowing up. */
  private static double[] solve(double[][] normal, int rows) {
    int size = normal.length;
    for (int a = 0; a < size; a++) {
      normal[a][a] += RIDGE * rows;
    }
    for (int a = 0; a < size; a++) {
      int pivot = a;
      for (int b = a + 1; b < size; b++) {
        pivot = Math.abs(normal[b][a]) > Math.abs(normal[pivot][a]) ? b : pivot;
      }
      double[] swapped = normal[a];
      normal[a] = normal[pivot];
      normal[pivot] = swapped;
      for (int b = 0; b < size; b++) {
        double factor = b == a ? 0 : normal[b][a] / normal[a][a];
        for (int c = a; factor != 0 && c <= size; c++) {
          normal[b][c] -= factor * normal[a][c];
        }
      }
    }
    double[] solution = new double[size];
    for (int a = 0; a < size; a++) {
      solution[a] = normal[a][size] / normal[a][a];
    }
    return solution;
  }

  @Override
  public double predict(double[] inputs) {
    double sum = coefficients[means.length];
    for (int k = 0; k < means.length; k++) {
      sum += coefficients[k] * (inputs[k] - means[k]) / scales[k];
    }
    return sum;
  }
}
