package io.idlegrid.samples.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainTest {

  private static final long HELD_OUT_SEED = 31;

  @TempDir private Path folder;

  @Test
  void atLeast95OfAHundredHeldOutPicturesAreRightAndTheProgramSaysTheSame() throws Exception {
    byte[] model = ShapesModel.train();
    Path pictures = folder.resolve("pictures");

    List<String> truth = Train.paint(pictures, 400, HELD_OUT_SEED);
    Map<String, DirectRun.Verdict> direct = DirectRun.over(pictures, model);
    long right = InferenceLines.right(direct, truth);

    assertTrue(right >= 380, right + " of 400 held-out pictures are right");
    assertEquals(List.of(), InferenceLines.differences(direct, inferenceProgram(model, pictures)));
  }

  @Test
  void theSameSeedLearnsTheSame() throws Exception {
    float[] once = new Training(5, 64, 3, line -> {}).run();
    float[] again = new Training(5, 64, 3, line -> {}).run();

    assertArrayEquals(once, again);
  }

  /** Wrong slopes still learn something; only this tells. */
  @Test
  void slopesAreThoseOfTheLoss() {
    Network network = new Network();
    Painter painter = new Painter(3);
    float[][] pictures = new float[Network.BATCH][];
    int[] classes = new int[Network.BATCH];
    for (int n = 0; n < Network.BATCH; n++) {
      classes[n] = n % Figure.count();
      pictures[n] = NetworkInput.of(painter.paint(Figure.inTurn(classes[n])));
    }
    float[] parameters = network.initialised(new Random(1));
    float[] slopes = new float[parameters.length];
    network.learn(parameters, slopes, pictures, classes);

    double product = 0;
    double squares = 0;
    double measuredSquares = 0;
    for (int i = 0; i < parameters.length; i += 211) {
      double measured = measured(network, parameters, i, pictures, classes);
      product += measured * slopes[i];
      squares += slopes[i] * slopes[i];
      measuredSquares += measured * measured;
    }

    // Rectifiers have kinks, so single slopes may differ; their directions agree.
    double cosine = product / Math.sqrt(squares * measuredSquares);
    assertTrue(cosine > 0.99, "cosine of slopes and differences: " + cosine);
  }

  private static double measured(
      Network network, float[] parameters, int which, float[][] pictures, int[] classes) {
    float distance = 2e-3f;
    float value = parameters[which];
    float[] unused = new float[parameters.length];
    parameters[which] = value + distance;
    double above = network.learn(parameters, unused, pictures, classes);
    parameters[which] = value - distance;
    double below = network.learn(parameters, unused, pictures, classes);
    parameters[which] = value;
    return (above - below) / (2 * distance);
  }

  private Map<String, DirectRun.Verdict> inferenceProgram(byte[] model, Path pictures)
      throws Exception {
    Path file = Files.write(folder.resolve("model.onnx"), model);
    Path result = folder.resolve("result");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                "io.idlegrid.inference.Main",
                "--model=" + file,
                "--labels=" + String.join("\n", Figure.labels()),
                "--size=32x32x1",
                "--mean=0.5",
                "--std=0.5",
                pictures.toString(),
                result.toString())
            .inheritIO()
            .start();
    assertEquals(0, process.waitFor());
    return InferenceLines.parse(Files.readAllLines(result));
  }
}
