package io.idlegrid.predictor.tree;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Features of a training set cut into at most {@code most} bins of about equal weight each, one
 * byte a number, column by column.
 */
final class Bins {
  private static final int SAMPLE = 30_000;

  private final float[][] edges;
  private final byte[][] columns;

  private Bins(float[][] edges, byte[][] columns) {
    this.edges = edges;
    this.columns = columns;
  }

  static Bins of(float[][] rows, int most, long seed) {
    int features = rows[0].length;
    float[][] edges = new float[features][];
    byte[][] columns = new byte[features][rows.length];
    int[] sample = sample(rows.length, seed);
    for (int f = 0; f < features; f++) {
      float[] values = new float[sample.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = rows[sample[i]][f];
      }
      edges[f] = edges(values, most);
    }
    // Row by row, as rows lie in memory.
    for (int row = 0; row < rows.length; row++) {
      float[] values = rows[row];
      for (int f = 0; f < features; f++) {
        columns[f][row] = (byte) bin(edges[f], values[f]);
      }
    }
    return new Bins(edges, columns);
  }

  private static int[] sample(int rows, long seed) {
    int[] chosen = new int[Math.min(rows, SAMPLE)];
    var random = new SplittableRandom(seed);
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = rows <= SAMPLE ? i : random.nextInt(rows);
    }
    return chosen;
  }

  /** Largest values of all bins but the last, midway to the next value that occurs. */
  private static float[] edges(float[] values, int most) {
    Arrays.sort(values);
    float[] edges = new float[most - 1];
    int count = 0;
    int from = 0;
    for (int bin = 0; bin < most - 1 && from < values.length; bin++) {
      // What is left is shared out among the bins left, so that a heap of equal values costs one.
      int size = Math.max(1, (values.length - from) / (most - bin));
      int last = from + size - 1;
      while (last + 1 < values.length && values[last + 1] == values[last]) {
        last++;
      }
      if (last + 1 == values.length) {
        break;
      }
      edges[count++] = middle(values[last], values[last + 1]);
      from = last + 1;
    }
    return Arrays.copyOf(edges, count);
  }

  private static float middle(float low, float high) {
    float middle = low + (high - low) / 2;
    return middle < high ? middle : low;
  }

  /** Number of edges below the value: values up to and including edge 0 are in bin 0. */
  private static int bin(float[] edges, float value) {
    int low = 0;
    int high = edges.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (edges[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  int features() {
    return columns.length;
  }

  /** Bins of one feature, unsigned. */
  byte[] column(int feature) {
    return columns[feature];
  }

  int count(int feature) {
    return edges[feature].length + 1;
  }

  /** Largest value that belongs to a bin. */
  float edge(int feature, int bin) {
    return edges[feature][bin];
  }
}
