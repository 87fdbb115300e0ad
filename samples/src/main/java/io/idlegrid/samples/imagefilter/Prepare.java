package io.idlegrid.samples.imagefilter;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Makes what the job needs: a folder {@code pictures} and a folder {@code program}. */
public final class Prepare {

  private static final int PICTURES = 12;
  private static final long SEED = 20_261_126;
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;
  private static final int THINGS = 12;

  private Prepare() {}

  /** Takes the folder to write to. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("usage: java -cp CLASSES " + Prepare.class.getName() + " FOLDER");
      System.exit(2);
    }
    System.setProperty("java.awt.headless", "true");
    prepare(Path.of(arguments[0]));
  }

  /** Writes pictures and program into a folder. */
  public static void prepare(Path folder) throws IOException {
    Path pictures = Files.createDirectories(folder.resolve("pictures"));
    Random random = new Random(SEED);
    for (int i = 0; i < PICTURES; i++) {
      Path file = pictures.resolve("scene-%02d.png".formatted(i));
      if (!ImageIO.write(paint(random), "png", file.toFile())) {
        throw new IOException("this Java runtime cannot write PNG files");
      }
    }
    String program = EdgeFilter.class.getName().replace('.', '/') + ".class";
    Path target = folder.resolve("program").resolve(program);
    Files.createDirectories(target.resolveSibling("."));
    try (InputStream in = Prepare.class.getClassLoader().getResourceAsStream(program)) {
      if (in == null) {
        throw new IOException(program + " is not on the class path");
      }
      Files.write(target, in.readAllBytes());
    }
  }

  /** A sky that shades into another colour, with discs and boxes before it. */
  private static BufferedImage paint(Random random) {
    BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D brush = picture.createGraphics();
    try {
      brush.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      brush.setPaint(new GradientPaint(0, 0, colour(random), WIDTH, HEIGHT, colour(random)));
      brush.fillRect(0, 0, WIDTH, HEIGHT);
      for (int i = 0; i < THINGS; i++) {
        double x = random.nextDouble() * WIDTH;
        double y = random.nextDouble() * HEIGHT;
        double size = 10 + random.nextDouble() * 70;
        brush.setPaint(colour(random));
        brush.fill(
            random.nextBoolean()
                ? new Ellipse2D.Double(x, y, size, size)
                : new Rectangle2D.Double(x, y, size, size));
      }
    } finally {
      brush.dispose();
    }
    return picture;
  }

  private static Color colour(Random random) {
    return new Color(random.nextInt(0x1000000));
  }
}
