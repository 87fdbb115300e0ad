package io.idlegrid.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in a JVM of its own, as devices run it. */
class MainTest {

  /** Scores are the sums of red, of green and of blue of two by two pixels. */
  private static final float[][] SUMS = {
    {1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0},
    {0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0},
    {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1}
  };

  @TempDir private Path folder;
  private Path pictures;
  private Path home;

  private record Run(int exit, List<String> lines, String said) {}

  @BeforeEach
  void paint() throws IOException {
    pictures = Files.createDirectories(folder.resolve("pictures"));
    home = Files.createDirectories(folder.resolve("home"));
    paint("b-green.png", "png", new Color(0, 255, 0));
    paint("a-red.bmp", "bmp", new Color(255, 0, 0));
    Files.createDirectories(pictures.resolve("more"));
    paint("more/blue.gif", "gif", new Color(0, 0, 255));
  }

  @Test
  void folderGivesALinePerPictureInTheOrderOfTheirNames() throws Exception {
    Run run = run(TinyModel.of(SUMS, true, 1, 3, 2, 2), "--top=2");

    // The sums are 4, 0 and 0, and the softmax of that 0.9647, 0.0177 and 0.0177.
    assertEquals(
        List.of(
            line("a-red.bmp", "red", "green"),
            line("b-green.png", "green", "red"),
            line("more/blue.gif", "blue", "red")),
        run.lines(),
        run.said());
  }

  /** Two rows per picture; what is red decides the box and the score of the first one. */
  private static float[][] boxes() {
    float[][] weights = new float[12][12];
    // Left 0, top 0.5, right 1 and bottom 2 pixels of two, and a score of 0.8, of class 0.
    float[] first = {0, .5f, 1, 2, .8f, 0};
    for (int value = 0; value < 6; value++) {
      Arrays.fill(weights[value], 0, 4, first[value] / 4);
    }
    // Whatever is blue is of class 2 with a score of 0.1: too little to be told.
    Arrays.fill(weights[10], 8, 12, .1f / 4);
    Arrays.fill(weights[11], 8, 12, 2f / 4);
    return weights;
  }

  @Test
  void rowsOfSixAreBoxesAndWhatIsUnlikelyIsLeftOut() throws Exception {
    Run run = run(TinyModel.rows(boxes(), 1, 3, 2, 2));

    assertEquals(
        List.of(
            "{\"file\":\"a-red.bmp\",\"boxes\":[{\"class\":\"red\",\"score\":0.8000,"
                + "\"box\":[0.0000,0.2500,0.5000,0.7500]}]}",
            "{\"file\":\"b-green.png\",\"boxes\":[]}",
            "{\"file\":\"more/blue.gif\",\"boxes\":[]}"),
        run.lines(),
        run.said());
  }

  @Test
  void aBoxOfAClassThatHasNoLabelIsRefused() throws Exception {
    float[][] weights = boxes();
    Arrays.fill(weights[5], 0, 4, 7f / 4);

    Run run = run(TinyModel.rows(weights, 1, 3, 2, 2));

    assertEquals(1, run.exit());
    assertSaid(run, "inference.labels", "class 7", "3 labels");
  }

  @Test
  void scoresThatAreNoProbabilitiesGoThroughASoftmax() throws Exception {
    Run with = run(TinyModel.of(SUMS, true, 1, 3, 2, 2));
    Run without = run(TinyModel.of(SUMS, false, 1, 3, 2, 2));

    assertEquals(with.lines(), without.lines());
    assertEquals(
        "{\"file\":\"a-red.bmp\",\"class\":\"red\",\"score\":0.9647}", with.lines().get(0));
  }

  @Test
  void unreadablePicturesFailTheUnitAndAreAllNamed() throws Exception {
    Files.writeString(pictures.resolve("notes.txt"), "no picture");
    byte[] whole = Files.readAllBytes(pictures.resolve("b-green.png"));
    Files.write(pictures.resolve("half.png"), Arrays.copyOf(whole, whole.length / 2));
    Files.createFile(pictures.resolve("empty.jpg"));

    Run run = run(TinyModel.of(SUMS, true, 1, 3, 2, 2));

    assertEquals(1, run.exit());
    assertSaid(
        run, "inference.picture", "empty.jpg (it is empty)", "half.png", "notes.txt", "hint");
  }

  @Test
  void anotherInputShapeIsRefused() throws Exception {
    Run run = run(TinyModel.of(SUMS, true, 1, 2, 2, 3));

    assertEquals(1, run.exit());
    assertSaid(run, "inference.input-shape", "[1, 3, 2, 2]", "layout");
  }

  @Test
  void anotherNumberOfLabelsIsRefused() throws Exception {
    Run run = run(TinyModel.of(Arrays.copyOf(SUMS, 2), true, 1, 3, 2, 2));

    assertEquals(1, run.exit());
    assertSaid(run, "inference.labels", "3 labels");
  }

  @Test
  void whatIsNoModelIsRefused() throws Exception {
    Run run = run("no model".getBytes(StandardCharsets.UTF_8));

    assertEquals(1, run.exit());
    assertSaid(run, "inference.model", "cannot be loaded");
  }

  @Test
  void wrongCommandLineIsAnsweredWithUsage() throws Exception {
    Run run = run(TinyModel.of(SUMS, true, 1, 3, 2, 2), "--std=0,1,1");

    assertEquals(2, run.exit());
    assertSaid(run, "inference.usage", "zero", "usage:");
  }

  /** ONNX Runtime keeps a device id and a queue of reports in the home folder otherwise. */
  @Test
  void nothingIsReportedToAnybody() throws Exception {
    Run run = run(TinyModel.of(SUMS, true, 1, 3, 2, 2));

    assertEquals(0, run.exit(), run.said());
    try (Stream<Path> files = Files.list(home)) {
      assertEquals(List.of(), files.toList());
    }
  }

  private static void assertSaid(Run run, String... texts) {
    for (String text : texts) {
      assertTrue(run.said().contains(text), text + " in: " + run.said());
    }
    assertTrue(!run.said().contains("\tat "), "a stack trace: " + run.said());
  }

  private static String line(String file, String first, String second) {
    String best = "\"class\":\"%s\",\"score\":0.9647".formatted(first);
    return "{\"file\":\"%s\",%s,\"top\":[{%s},{\"class\":\"%s\",\"score\":0.0177}]}"
        .formatted(file, best, best, second);
  }

  private void paint(String name, String format, Color colour) throws IOException {
    BufferedImage picture = new BufferedImage(8, 4, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 32; i++) {
      picture.setRGB(i % 8, i / 8, colour.getRGB());
    }
    assertTrue(ImageIO.write(picture, format, pictures.resolve(name).toFile()));
  }

  private Run run(byte[] model, String... further) throws Exception {
    Path file = Files.write(folder.resolve("model.onnx"), model);
    Path result = folder.resolve("result");
    Path said = folder.resolve("said");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-Djava.io.tmpdir=" + folder, "-cp"));
    command.addAll(List.of(System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("--model=" + file, "--labels=red\ngreen\nblue", "--size=2x2x3"));
    command.addAll(List.of(further));
    command.addAll(List.of(pictures.toString(), result.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", home.toString());
    builder.environment().remove("ORT_DISABLE_TELEMETRY");
    int exit = builder.redirectOutput(said.toFile()).start().waitFor();
    List<String> lines = Files.exists(result) ? Files.readAllLines(result) : List.of();
    return new Run(exit, lines, Files.readString(said));
  }
}
