package io.idlegrid.samples.classify;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;

/** Runs a model over pictures without the grid and without the inference program. */
public final class DirectRun {

  private DirectRun() {}

  /**
   * What the model says of a picture.
   *
   * @param score of the best class
   */
  public record Verdict(String label, double score) {}

  /** By file name. */
  public static Map<String, Verdict> over(Path pictures, byte[] model)
      throws OrtException, IOException {
    Map<String, Verdict> verdicts = new TreeMap<>();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model);
        var files = java.nio.file.Files.newDirectoryStream(pictures)) {
      for (Path file : files) {
        BufferedImage picture = ImageIO.read(file.toFile());
        verdicts.put(String.valueOf(file.getFileName()), verdict(environment, session, picture));
      }
    }
    return verdicts;
  }

  private static Verdict verdict(
      OrtEnvironment environment, OrtSession session, BufferedImage picture) throws OrtException {
    long[] shape = {1, NetworkInput.CHANNELS, NetworkInput.SIZE, NetworkInput.SIZE};
    FloatBuffer values = FloatBuffer.wrap(NetworkInput.of(picture));
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, values, shape);
        OrtSession.Result result = session.run(Map.of("picture", tensor))) {
      float[] scores = ((float[][]) result.get(0).getValue())[0];
      int best = 0;
      for (int i = 1; i < scores.length; i++) {
        best = scores[i] > scores[best] ? i : best;
      }
      return new Verdict(Figure.labels().get(best), scores[best]);
    }
  }
}
