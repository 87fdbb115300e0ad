package io.idlegrid.samples.classify;

import java.util.Arrays;
import java.util.Random;

/**
 * Convolution by 3 × 3, rectifier, and the largest of each 2 × 2: what comes out is half as wide
 * and as high. Pictures of a batch lie side by side, value by value, so that the inner loops run
 * over long rows and the compiler can use vector instructions. Maps have a border of zeros.
 */
final class Stage {

  final int in;
  final int out;
  final int size;
  private final int batch;
  private final int row;
  private final float[] sums;
  private final byte[] largest;
  private final float[] sumSlopes;
  private final float[][] taps;
  private float[] given = new float[0];

  /**
   * @param in maps in
   * @param out maps out
   * @param size width and height of a map in
   * @param batch pictures at a time
   */
  Stage(int in, int out, int size, int batch) {
    this.in = in;
    this.out = out;
    this.size = size;
    this.batch = batch;
    this.row = size * batch;
    this.sums = new float[out * size * row];
    this.sumSlopes = new float[out * size * row];
    this.largest = new byte[out * size / 2 * row / 2];
    this.taps = new float[3][row];
  }

  int weights() {
    return out * in * 9;
  }

  /** Weights first, then one bias per map out. */
  int parameters() {
    return weights() + out;
  }

  void initialise(float[] parameters, int from, Random random) {
    double spread = Math.sqrt(2.0 / (in * 9));
    for (int i = 0; i < weights(); i++) {
      parameters[from + i] = (float) (spread * random.nextGaussian());
    }
  }

  static int bordered(int maps, int size, int batch) {
    return maps * (size + 2) * (size + 2) * batch;
  }

  /** Maps in (with border) to maps out (with border). */
  float[] forward(float[] parameters, int from, float[] maps) {
    given = maps;
    for (int o = 0; o < out; o++) {
      float bias = parameters[from + weights() + o];
      Arrays.fill(sums, o * size * row, (o + 1) * size * row, bias);
      for (int i = 0; i < in; i++) {
        for (int y = 0; y < size; y++) {
          for (int dy = 0; dy < 3; dy++) {
            int weight = from + ((o * in + i) * 3 + dy) * 3;
            addTaps(
                sums,
                (o * size + y) * row,
                maps,
                rowStart(i, y + dy),
                parameters[weight],
                parameters[weight + 1],
                parameters[weight + 2],
                row,
                batch);
          }
        }
      }
    }
    return pool();
  }

  /** Where a row of a bordered map starts, its border included. */
  private int rowStart(int map, int y) {
    return (map * (size + 2) + y) * (size + 2) * batch;
  }

  private static void addTaps(
      float[] to, int at, float[] maps, int start, float a, float b, float c, int row, int batch) {
    for (int i = 0; i < row; i++) {
      to[at + i] +=
          a * maps[start + i] + b * maps[start + batch + i] + c * maps[start + 2 * batch + i];
    }
  }

  private float[] pool() {
    int half = size / 2;
    float[] pooled = new float[bordered(out, half, batch)];
    int at = 0;
    for (int o = 0; o < out; o++) {
      for (int y = 0; y < half; y++) {
        for (int x = 0; x < half; x++) {
          int to = ((o * (half + 2) + y + 1) * (half + 2) + x + 1) * batch;
          for (int n = 0; n < batch; n++, at++) {
            byte best = largestOfFour(corner(o, y, x) + n);
            float value = sums[corner(o, y, x) + n + offset(best)];
            largest[at] = value > 0 ? best : -1;
            pooled[to + n] = Math.max(0, value);
          }
        }
      }
    }
    return pooled;
  }

  private int corner(int map, int y, int x) {
    return (map * size + 2 * y) * row + 2 * x * batch;
  }

  private int offset(int which) {
    return (which >> 1) * row + (which & 1) * batch;
  }

  private byte largestOfFour(int at) {
    byte best = 0;
    for (byte which = 1; which < 4; which++) {
      if (sums[at + offset(which)] > sums[at + offset(best)]) {
        best = which;
      }
    }
    return best;
  }

  /**
   * Adds to the parameters' slopes; returns the slopes of the maps in unless they are the picture.
   *
   * @param slopes of the maps out, with border
   */
  float[] backward(
      float[] parameters, float[] parameterSlopes, int from, float[] slopes, boolean isFirst) {
    unpool(slopes);
    for (int o = 0; o < out; o++) {
      float bias = 0;
      for (int i = o * size * row; i < (o + 1) * size * row; i++) {
        bias += sumSlopes[i];
      }
      parameterSlopes[from + weights() + o] += bias;
      for (int i = 0; i < in; i++) {
        for (int dy = 0; dy < 3; dy++) {
          addWeightSlopes(parameterSlopes, from + ((o * in + i) * 3 + dy) * 3, o, i, dy);
        }
      }
    }
    return isFirst ? new float[0] : slopesOfGiven(parameters, from);
  }

  private void unpool(float[] slopes) {
    Arrays.fill(sumSlopes, 0);
    int half = size / 2;
    int at = 0;
    for (int o = 0; o < out; o++) {
      for (int y = 0; y < half; y++) {
        for (int x = 0; x < half; x++) {
          int start = ((o * (half + 2) + y + 1) * (half + 2) + x + 1) * batch;
          for (int n = 0; n < batch; n++, at++) {
            if (largest[at] >= 0) {
              sumSlopes[corner(o, y, x) + n + offset(largest[at])] = slopes[start + n];
            }
          }
        }
      }
    }
  }

  private void addWeightSlopes(float[] parameterSlopes, int weight, int o, int i, int dy) {
    for (float[] tap : taps) {
      Arrays.fill(tap, 0);
    }
    for (int y = 0; y < size; y++) {
      addProducts(
          taps[0],
          taps[1],
          taps[2],
          sumSlopes,
          (o * size + y) * row,
          given,
          rowStart(i, y + dy),
          row,
          batch);
    }
    for (int dx = 0; dx < 3; dx++) {
      parameterSlopes[weight + dx] += sum(taps[dx]);
    }
  }

  private static void addProducts(
      float[] a,
      float[] b,
      float[] c,
      float[] slopes,
      int at,
      float[] maps,
      int start,
      int row,
      int batch) {
    for (int i = 0; i < row; i++) {
      a[i] += slopes[at + i] * maps[start + i];
      b[i] += slopes[at + i] * maps[start + batch + i];
      c[i] += slopes[at + i] * maps[start + 2 * batch + i];
    }
  }

  /** In four parts: one would wait for each addition. */
  private static float sum(float[] values) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    for (int i = 0; i < values.length; i += 4) {
      a += values[i];
      b += values[i + 1];
      c += values[i + 2];
      d += values[i + 3];
    }
    return a + b + c + d;
  }

  private float[] slopesOfGiven(float[] parameters, int from) {
    float[] slopes = new float[bordered(in, size, batch)];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        for (int y = 0; y < size; y++) {
          for (int dy = 0; dy < 3; dy++) {
            int weight = from + ((o * in + i) * 3 + dy) * 3;
            for (int dx = 0; dx < 3; dx++) {
              addScaled(
                  slopes,
                  rowStart(i, y + dy) + dx * batch,
                  sumSlopes,
                  (o * size + y) * row,
                  parameters[weight + dx],
                  row);
            }
          }
        }
      }
    }
    return slopes;
  }

  private static void addScaled(float[] to, int at, float[] from, int start, float by, int row) {
    for (int i = 0; i < row; i++) {
      to[at + i] += by * from[start + i];
    }
  }
}
