package io.idlegrid.inference;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** A picture in memory: planes of red, green and blue, each row by row from 0 to 1. */
final class Picture {

  /** A larger picture is thinned out while it is decoded, to fit a unit's memory. */
  private static final long MOST_PIXELS = 2_000_000;

  /** What is thinned out keeps this many pixels per pixel of the model, in each direction. */
  private static final int SPARE = 4;

  private final int width;
  private final int height;
  private final float[][] planes;

  private Picture(int width, int height, float[][] planes) {
    this.width = width;
    this.height = height;
    this.planes = planes;
  }

  /**
   * Decodes a file: the first image of an animation, transparent parts on white.
   *
   * @param width that it will be scaled to
   * @param height that it will be scaled to
   * @throws UnreadableException when it is no picture, or a broken one
   */
  static Picture read(Path file, int width, int height) throws IOException, UnreadableException {
    if (Files.size(file) == 0) {
      throw new UnreadableException("it is empty");
    }
    ImageIO.setUseCache(false);
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new UnreadableException("it is no PNG, JPEG, BMP or GIF");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return of(decode(reader, width, height));
      } finally {
        reader.dispose();
      }
    }
  }

  private static BufferedImage decode(ImageReader reader, int width, int height)
      throws UnreadableException {
    try {
      ImageReadParam how = reader.getDefaultReadParam();
      int step = step(reader.getWidth(0), reader.getHeight(0), width, height);
      how.setSourceSubsampling(step, step, 0, 0);
      return reader.read(0, how);
    } catch (IOException | RuntimeException e) {
      // The decoders answer broken files with exceptions of many kinds.
      throw new UnreadableException(String.valueOf(e.getMessage()));
    } catch (OutOfMemoryError e) {
      throw new UnreadableException("it needs more memory than resources.memory leaves");
    }
  }

  /** Every how many pixels one is kept. */
  static int step(int width, int height, int toWidth, int toHeight) {
    int step = 1;
    while ((long) (width / step) * (height / step) > MOST_PIXELS
        && width / (step + 1) >= SPARE * toWidth
        && height / (step + 1) >= SPARE * toHeight) {
      step++;
    }
    return step;
  }

  static Picture of(BufferedImage image) {
    return isGrey(image) ? grey(image) : coloured(image);
  }

  /** Java takes grey values for linear light and would brighten them; everybody else does not. */
  private static boolean isGrey(BufferedImage image) {
    return image.getColorModel() instanceof ComponentColorModel model
        && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
        && !model.hasAlpha();
  }

  private static Picture grey(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    Raster raster = image.getRaster();
    float most = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
    float[] plane = new float[width * height];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        plane[y * width + x] = row[x] / most;
      }
    }
    return new Picture(width, height, new float[][] {plane, plane, plane});
  }

  private static Picture coloured(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    float[][] planes = new float[3][width * height];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        int argb = row[x];
        float alpha = (argb >>> 24) / 255f;
        for (int channel = 0; channel < 3; channel++) {
          int value = argb >> (16 - 8 * channel) & 0xff;
          planes[channel][y * width + x] = value / 255f * alpha + (1 - alpha);
        }
      }
    }
    return new Picture(width, height, planes);
  }

  /** Stretched or shrunk to this size; the sides' proportion is not kept. */
  Picture scaled(int toWidth, int toHeight) {
    float[][] scaled = new float[3][];
    for (int channel = 0; channel < 3; channel++) {
      boolean isSame = channel > 0 && planes[channel] == planes[channel - 1];
      scaled[channel] =
          isSame
              ? scaled[channel - 1]
              : Scaling.scale(planes[channel], width, height, toWidth, toHeight);
    }
    return new Picture(toWidth, toHeight, scaled);
  }

  int pixels() {
    return width * height;
  }

  /**
   * A value from 0 to 1.
   *
   * @param channel 0 for red, 1 for green, 2 for blue
   * @param pixel row by row
   */
  float value(int channel, int pixel) {
    return planes[channel][pixel];
  }

  /** Brightness from 0 to 1: luma of ITU-R BT.601, as most image libraries have it. */
  float grey(int pixel) {
    return planes[0] == planes[1]
        ? planes[0][pixel]
        : 0.299f * planes[0][pixel] + 0.587f * planes[1][pixel] + 0.114f * planes[2][pixel];
  }
}
