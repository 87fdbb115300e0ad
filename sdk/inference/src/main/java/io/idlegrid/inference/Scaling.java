package io.idlegrid.inference;

/**
 * Bilinear scaling that takes every pixel into account when it shrinks: the triangle filter is
 * widened by the factor, as Pillow's {@code BILINEAR} and torchvision's {@code antialias} do it, so
 * a model trained on theirs sees the same pictures.
 */
final class Scaling {

  private Scaling() {}

  static float[] scale(float[] plane, int width, int height, int toWidth, int toHeight) {
    float[] rows = new float[toWidth * height];
    Taps across = Taps.of(width, toWidth);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < toWidth; x++) {
        float sum = 0;
        for (int i = 0; i < across.weights[x].length; i++) {
          sum += across.weights[x][i] * plane[y * width + across.first[x] + i];
        }
        rows[y * toWidth + x] = sum;
      }
    }
    return down(rows, toWidth, height, toHeight);
  }

  private static float[] down(float[] rows, int width, int height, int toHeight) {
    float[] scaled = new float[width * toHeight];
    Taps down = Taps.of(height, toHeight);
    for (int y = 0; y < toHeight; y++) {
      for (int i = 0; i < down.weights[y].length; i++) {
        int from = (down.first[y] + i) * width;
        for (int x = 0; x < width; x++) {
          scaled[y * width + x] += down.weights[y][i] * rows[from + x];
        }
      }
    }
    return scaled;
  }

  /** Which values of a row make a value of the scaled row, and how much of each. */
  private static final class Taps {

    private final int[] first;
    private final float[][] weights;

    private Taps(int[] first, float[][] weights) {
      this.first = first;
      this.weights = weights;
    }

    static Taps of(int length, int toLength) {
      double factor = (double) length / toLength;
      double reach = Math.max(1, factor);
      int[] first = new int[toLength];
      float[][] weights = new float[toLength][];
      for (int i = 0; i < toLength; i++) {
        double centre = (i + 0.5) * factor;
        first[i] = (int) Math.max(0, Math.floor(centre - reach + 0.5));
        int end = (int) Math.min(length, Math.floor(centre + reach + 0.5));
        weights[i] = triangle(first[i], Math.max(1, end - first[i]), centre, reach);
      }
      return new Taps(first, weights);
    }

    private static float[] triangle(int first, int count, double centre, double reach) {
      double[] weights = new double[count];
      double sum = 0;
      for (int i = 0; i < count; i++) {
        weights[i] = Math.max(0, 1 - Math.abs(first + i + 0.5 - centre) / reach);
        sum += weights[i];
      }
      float[] shares = new float[count];
      for (int i = 0; i < count; i++) {
        shares[i] = (float) (weights[i] / sum);
      }
      return shares;
    }
  }
}
