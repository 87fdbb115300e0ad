package io.idlegrid.samples.classify;

import java.awt.image.BufferedImage;

/**
 * What the network sees of a picture: its brightness at half its size, from -1 to 1, row by row. The
 * inference program makes the same of it when the job says {@code width: 32, height: 32, channels:
 * 1, mean: [0.5], std: [0.5]}.
 */
public final class NetworkInput {

  /** Width and height of what the network sees. */
  public static final int SIZE = Painter.SIZE / 2;

  /** Brightness alone; colours say nothing of the figure. */
  public static final int CHANNELS = 1;

  /** Four pixels make one; those in the middle count three times. */
  private static final float[] WEIGHTS = {1, 3, 3, 1};

  private NetworkInput() {}

  /** The values of one picture, {@value #SIZE} squared. */
  public static float[] of(BufferedImage picture) {
    int size = Painter.SIZE;
    int[] pixels = picture.getRGB(0, 0, size, size, null, 0, size);
    float[] brightness = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      brightness[i] = brightness(pixels[i]) / 255;
    }
    float[] values = new float[SIZE * SIZE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (halved(brightness, i % SIZE, i / SIZE) - 0.5f) / 0.5f;
    }
    return values;
  }

  /** Luma of ITU-R BT.601, from 0 to 255. */
  static float brightness(int rgb) {
    return 0.299f * (rgb >> 16 & 0xff) + 0.587f * (rgb >> 8 & 0xff) + 0.114f * (rgb & 0xff);
  }

  private static float halved(float[] plane, int x, int y) {
    float sum = 0;
    float weights = 0;
    for (int i = 0; i < WEIGHTS.length; i++) {
      for (int j = 0; j < WEIGHTS.length; j++) {
        int fromY = 2 * y - 1 + i;
        int fromX = 2 * x - 1 + j;
        if (fromY >= 0 && fromY < Painter.SIZE && fromX >= 0 && fromX < Painter.SIZE) {
          float weight = WEIGHTS[i] * WEIGHTS[j];
          sum += weight * plane[fromY * Painter.SIZE + fromX];
          weights += weight;
        }
      }
    }
    return sum / weights;
  }
}
