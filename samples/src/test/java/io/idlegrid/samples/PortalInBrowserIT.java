package io.idlegrid.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.samples.classify.ShapesModel;
import io.idlegrid.samples.classify.Train;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do in the portal, in a real browser on a real grid; the steps are in web/e2e. */
class PortalInBrowserIT {

  private static final Path WEB = Path.of("..", "web").toAbsolutePath().normalize();

  private static final long SEED = 20_261_126;

  @TempDir static Path folder;
  private static LocalGrid grid;

  @BeforeAll
  static void startGrid() throws IOException {
    Needs.bubblewrap();
    Needs.chromium();
    grid = LocalGrid.start(folder.resolve("grid"), 2);
  }

  @AfterAll
  static void stopGrid() throws IOException {
    if (grid != null) {
      grid.close();
    }
  }

  @Test
  void submittersAndOperatorsGetDoneWhatTheyCameFor() throws Exception {
    ProcessBuilder steps = new ProcessBuilder("sh", "scripts/with-node.sh", "e2e/portal.mjs");
    Path out = Files.createDirectories(Path.of("target", "portal").toAbsolutePath());
    Path pictures = folder.resolve("pictures");
    String[] truth = Train.paint(pictures, 1, SEED).get(0).split(",", 2);
    Path model = Files.write(folder.resolve("shapes.onnx"), ShapesModel.trained());
    Path told = out.resolve("steps.txt");
    steps.directory(WEB.toFile()).redirectErrorStream(true).redirectOutput(told.toFile());
    steps
        .environment()
        .putAll(
            Map.of(
                "PORTAL_URL", grid.url().toString(),
                "PORTAL_TOKEN", grid.token(),
                "PORTAL_SAMPLES", Path.of("").toAbsolutePath().toString(),
                "PORTAL_OUT", out.toString(),
                "PORTAL_MODEL", model.toString(),
                "PORTAL_PICTURE", pictures.resolve(truth[0]).toString(),
                "PORTAL_CLASS", truth[1]));

    int end = steps.start().waitFor();

    assertEquals(0, end, () -> told + " says:\n" + said(told));
  }

  private static String said(Path told) {
    try {
      return Files.readString(told);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
