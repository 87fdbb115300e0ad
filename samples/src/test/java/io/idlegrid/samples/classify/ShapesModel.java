package io.idlegrid.samples.classify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The trained model; the unit tests leave it behind for the tests on a grid. */
public final class ShapesModel {

  private static final Path FILE = Path.of("target", "classify", "shapes.onnx");

  private ShapesModel() {}

  static byte[] train() throws IOException, InterruptedException {
    byte[] model = Train.train(System.err::println);
    Files.createDirectories(FILE.resolveSibling("."));
    Files.write(FILE, model);
    return model;
  }

  /** The model that was trained last, trained now if there is none. */
  public static byte[] trained() throws IOException, InterruptedException {
    return Files.exists(FILE) ? Files.readAllBytes(FILE) : train();
  }
}
