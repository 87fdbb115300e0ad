package io.idlegrid.samples.classify;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/**
 * Paints one figure anywhere, at any angle, of any size and colour, somewhat squeezed, on a
 * background that shades from one colour into another, with lines and dots behind and before it,
 * and noise over all.
 */
public final class Painter {

  /** Width and height of a picture. */
  public static final int SIZE = 64;

  /** Of 255: figures that are hardly brighter or darker than what is behind them cannot be told. */
  private static final double LEAST_CONTRAST = 60;

  private final Random random;

  /** A painter whose pictures follow from the seed. */
  public Painter(long seed) {
    this.random = new Random(seed);
  }

  /** Paints the next picture. */
  public BufferedImage paint(Figure figure) {
    BufferedImage picture = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    Graphics2D brush = picture.createGraphics();
    try {
      brush.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      Color from = colour();
      Color to = near(from);
      brush.setPaint(new GradientPaint(at(), at(), from, at(), at(), to));
      brush.fillRect(0, 0, SIZE, SIZE);
      clutter(brush, random.nextInt(4));
      brush.setPaint(unlike(from, to));
      brush.fill(placed().createTransformedShape(figure.outline()));
      clutter(brush, random.nextInt(2));
    } finally {
      brush.dispose();
    }
    addNoise(picture);
    return picture;
  }

  private AffineTransform placed() {
    double radius = between(17, 27);
    double room = SIZE - 2 * radius - 4;
    AffineTransform place = new AffineTransform();
    place.translate(2 + radius + room * random.nextDouble(), 2 + radius + room * random.nextDouble());
    place.rotate(between(0, 2 * Math.PI));
    place.scale(radius * between(0.82, 1), radius * between(0.82, 1));
    return place;
  }

  private void clutter(Graphics2D brush, int things) {
    for (int i = 0; i < things; i++) {
      brush.setPaint(colour());
      if (random.nextBoolean()) {
        brush.draw(new Line2D.Float(at(), at(), at(), at()));
      } else {
        double size = between(1, 5);
        brush.fill(new Ellipse2D.Double(at(), at(), size, size));
      }
    }
  }

  private void addNoise(BufferedImage picture) {
    int strength = random.nextInt(25);
    int[] row = new int[SIZE];
    for (int y = 0; y < SIZE; y++) {
      picture.getRGB(0, y, SIZE, 1, row, 0, SIZE);
      for (int x = 0; x < SIZE; x++) {
        row[x] = noisy(row[x], random.nextInt(), strength);
      }
      picture.setRGB(0, y, SIZE, 1, row, 0, SIZE);
    }
  }

  /** Moves red, green and blue by up to the strength, each by a byte of the draw. */
  private static int noisy(int rgb, int draw, int strength) {
    int noisy = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int value = (rgb >> shift & 0xff) + ((draw >> shift & 0xff) - 128) * strength / 128;
      noisy |= Math.max(0, Math.min(255, value)) << shift;
    }
    return noisy;
  }

  private Color unlike(Color one, Color other) {
    while (true) {
      Color colour = colour();
      if (contrast(colour, one) >= LEAST_CONTRAST && contrast(colour, other) >= LEAST_CONTRAST) {
        return colour;
      }
    }
  }

  private static double contrast(Color one, Color other) {
    return Math.abs(NetworkInput.brightness(one.getRGB()) - NetworkInput.brightness(other.getRGB()));
  }

  private Color colour() {
    return new Color(random.nextInt(0x1000000));
  }

  private Color near(Color colour) {
    return new Color(
        near(colour.getRed()), near(colour.getGreen()), near(colour.getBlue()));
  }

  private int near(int value) {
    return Math.max(0, Math.min(255, value + random.nextInt(161) - 80));
  }

  private float at() {
    return random.nextFloat() * SIZE;
  }

  private double between(double least, double most) {
    return least + (most - least) * random.nextDouble();
  }
}
