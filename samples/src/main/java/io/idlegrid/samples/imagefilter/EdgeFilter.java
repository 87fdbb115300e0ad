package io.idlegrid.samples.imagefilter;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import javax.imageio.ImageIO;

/**
 * What each unit runs: takes a picture and a folder, writes the picture's edges there as a PNG file
 * of the same name. Needs nothing but the JDK.
 */
public final class EdgeFilter {

  private EdgeFilter() {}

  /** Ends with 1 when the picture cannot be read. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      System.err.println("usage: java -cp CLASSES " + EdgeFilter.class.getName() + " PICTURE FOLDER");
      System.exit(2);
    }
    System.setProperty("java.awt.headless", "true");
    ImageIO.setUseCache(false);
    File file = new File(arguments[0]);
    BufferedImage picture = ImageIO.read(file);
    if (picture == null) {
      System.err.println(file.getName() + " is no PNG, JPEG, BMP or GIF picture");
      System.exit(1);
      return;
    }
    String name = file.getName().replaceFirst("\\.[^.]*$", "") + ".png";
    if (!ImageIO.write(edges(picture), "png", new File(arguments[1], name))) {
      throw new IOException("this Java runtime cannot write PNG files");
    }
  }

  /**
   * How steeply the brightness changes at each pixel, by Sobel's operator: black where not at all,
   * white where most. Beyond the border the picture goes on as at the border.
   */
  static BufferedImage edges(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    int[] brightness = brightness(picture);
    BufferedImage edges = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < height; y++) {
      int up = Math.max(0, y - 1) * width;
      int here = y * width;
      int down = Math.min(height - 1, y + 1) * width;
      for (int x = 0; x < width; x++) {
        int left = Math.max(0, x - 1);
        int right = Math.min(width - 1, x + 1);
        int across =
            (brightness[up + right] + 2 * brightness[here + right] + brightness[down + right])
                - (brightness[up + left] + 2 * brightness[here + left] + brightness[down + left]);
        int downwards =
            (brightness[down + left] + 2 * brightness[down + x] + brightness[down + right])
                - (brightness[up + left] + 2 * brightness[up + x] + brightness[up + right]);
        long steepness = Math.round(Math.hypot(across, downwards) / 4);
        edges.getRaster().setSample(x, y, 0, (int) Math.min(255, steepness));
      }
    }
    return edges;
  }

  private static int[] brightness(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
    for (int i = 0; i < pixels.length; i++) {
      int rgb = pixels[i];
      pixels[i] = (299 * (rgb >> 16 & 0xff) + 587 * (rgb >> 8 & 0xff) + 114 * (rgb & 0xff)) / 1000;
    }
    return pixels;
  }
}
