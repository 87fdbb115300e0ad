package io.idlegrid.samples.classify;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/**
 * Makes what the job needs: {@code shapes.onnx}, a folder {@code pictures} that the network has
 * never seen, and {@code truth.csv} which says what they show.
 */
public final class Train {

  private static final long SEED = 1;
  private static final long SEED_OF_PICTURES = 2;
  private static final int LEARNT_FROM = 6_000;
  private static final int STEPS = 1_200;
  private static final int PICTURES = 200;

  private Train() {}

  /** Takes the folder to write to. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 1) {
      System.err.println("usage: java -cp CLASSES io.idlegrid.samples.classify.Train FOLDER");
      System.exit(2);
    }
    System.setProperty("java.awt.headless", "true");
    Path folder = Path.of(arguments[0]);
    Files.createDirectories(folder);
    Files.write(folder.resolve("shapes.onnx"), train(System.err::println));
    Files.write(
        folder.resolve("truth.csv"), paint(folder.resolve("pictures"), PICTURES, SEED_OF_PICTURES));
  }

  /** Trains the network and returns it as an ONNX file. */
  public static byte[] train(Consumer<String> progress) throws InterruptedException {
    return OnnxFile.of(new Network(), new Training(SEED, LEARNT_FROM, STEPS, progress).run());
  }

  /**
   * Paints pictures into a folder, all figures in turn.
   *
   * @return a line {@code file,class} per picture
   */
  public static List<String> paint(Path folder, int pictures, long seed) throws IOException {
    Files.createDirectories(folder);
    Painter painter = new Painter(seed);
    List<String> truth = new ArrayList<>();
    for (int i = 0; i < pictures; i++) {
      Figure figure = Figure.inTurn(i);
      BufferedImage picture = painter.paint(figure);
      String name = "%04d.png".formatted(i);
      if (!ImageIO.write(picture, "png", folder.resolve(name).toFile())) {
        throw new IOException("this Java runtime cannot write PNG files");
      }
      truth.add(name + "," + figure.label());
    }
    return truth;
  }
}
