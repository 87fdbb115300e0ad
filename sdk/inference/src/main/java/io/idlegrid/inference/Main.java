package io.idlegrid.inference;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Classifies the pictures of one unit: one line of JSON per picture, in the order of their names.
 *
 * <p>A picture that cannot be read fails the unit, and all such pictures of the unit are named: a
 * result with lines silently missing would be taken for a complete one.
 */
public final class Main {

  private static final int MOST_NAMED = 20;

  private Main() {}

  /** Ends with 0 when every picture was classified, 1 when not, 2 for a wrong command line. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (!WithoutTelemetry.isAssured()) {
      System.exit(WithoutTelemetry.run(Main.class, arguments));
    }
    System.setProperty("java.awt.headless", "true");
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    try {
      Options options = Options.parse(arguments);
      try (Classifier classifier = Classifier.open(options)) {
        classify(options, classifier);
      }
      return 0;
    } catch (InferenceException e) {
      System.err.println(e.report());
      return e.isUsage() ? 2 : 1;
    } catch (IOException e) {
      System.err.println("inference.files: " + e);
      return 1;
    }
  }

  private static void classify(Options options, Classifier classifier)
      throws IOException, InferenceException {
    List<String> unreadable = new ArrayList<>();
    try (BufferedWriter out = Files.newBufferedWriter(options.output(), StandardCharsets.UTF_8)) {
      for (InputPictures.Named picture : InputPictures.in(options.input())) {
        try {
          float[] values = tensor(options, picture.file());
          out.write(line(options, classifier, picture.name(), values));
          out.write('\n');
        } catch (UnreadableException e) {
          unreadable.add(picture.name() + " (" + e.getMessage() + ")");
        }
      }
    }
    if (!unreadable.isEmpty()) {
      throw unreadable(unreadable);
    }
  }

  private static String line(Options options, Classifier model, String name, float[] values)
      throws InferenceException {
    return model.isDetector()
        ? ResultLine.of(name, model.detect(values))
        : ResultLine.of(name, model.classify(values), options.top());
  }

  private static float[] tensor(Options options, Path file)
      throws IOException, UnreadableException {
    Picture picture = Picture.read(file, options.width(), options.height());
    return InputTensor.of(picture.scaled(options.width(), options.height()), options);
  }

  private static InferenceException unreadable(List<String> pictures) {
    int named = Math.min(MOST_NAMED, pictures.size());
    String more = pictures.size() > named ? " and " + (pictures.size() - named) + " more" : "";
    return new InferenceException(
        "inference.picture",
        "cannot read " + String.join(", ", pictures.subList(0, named)) + more,
        "pictures are PNG, JPEG, BMP or GIF; leave the others out of the job's data");
  }
}
