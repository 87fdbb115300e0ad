package io.idlegrid.predictor.tool.score;

import java.util.Arrays;

/**
 * Forecasts of one horizon with what came, column by column, about 60 bytes each; only epochs that
 * are scored. Every host weighs 1, so that long traces do not dominate.
 */
final class Judged {
  private int[] hosts = new int[1024];
  private float[] peaks = new float[1024];
  private float[][] columns;
  private int size;

  Judged(int columnCount) {
    columns = new float[columnCount][1024];
  }

  void add(int host, double peak, float[] values) {
    if (size == hosts.length) {
      hosts = Arrays.copyOf(hosts, 2 * size);
      peaks = Arrays.copyOf(peaks, 2 * size);
      for (int c = 0; c < columns.length; c++) {
        columns[c] = Arrays.copyOf(columns[c], 2 * size);
      }
    }
    hosts[size] = host;
    peaks[size] = (float) peak;
    for (int c = 0; c < columns.length; c++) {
      columns[c][size] = values[c];
    }
    size++;
  }

  int size() {
    return size;
  }

  int host(int row) {
    return hosts[row];
  }

  float peak(int row) {
    return peaks[row];
  }

  float value(int column, int row) {
    return columns[column][row];
  }

  /** Weight of each row: one over the number of rows of its host; 0 for hosts left out. */
  double[] weights(boolean[] included) {
    int[] counts = new int[included.length];
    for (int row = 0; row < size; row++) {
      counts[hosts[row]]++;
    }
    double[] weights = new double[size];
    for (int row = 0; row < size; row++) {
      weights[row] = included[hosts[row]] ? 1.0 / counts[hosts[row]] : 0;
    }
    return weights;
  }
}
