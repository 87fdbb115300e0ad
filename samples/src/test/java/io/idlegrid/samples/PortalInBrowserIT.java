package io.idlegrid.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.samples.classify.ShapesModel;
import io.idlegrid.samples.classify.Train;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do in the portal, in a real browser on a real grid; the steps are in web/e2e. */
class PortalInBrowserIT {

  private static final Path WEB = Path.of("..", "web").toAbsolutePath().normalize();

  /** What the steps say when they want the coordinator killed and started again. */
  private static final String CRASH = "asks  for a coordinator that is killed";

  private static final String PROVIDER = "provider at ";

  private static final long SEED = 20_261_126;

  @TempDir static Path folder;
  private static Process provider;
  private static String issuer;
  private static LocalGrid grid;

  @BeforeAll
  static void startGrid() throws IOException {
    Needs.bubblewrap();
    Needs.chromium();
    provider =
        new ProcessBuilder("sh", "scripts/with-node.sh", "e2e/provider.mjs")
            .directory(WEB.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String line = String.valueOf(provider.inputReader(StandardCharsets.UTF_8).readLine());
    assertTrue(line.startsWith(PROVIDER), line);
    issuer = line.substring(PROVIDER.length());
    grid =
        LocalGrid.start(
            folder.resolve("grid"),
            2,
            List.of(
                "--oidc-issuer", issuer,
                "--oidc-client", "portal-steps",
                "--oidc-name", "Steps ID",
                "--oidc-new-accounts", "viewer"));
  }

  @AfterAll
  static void stopGrid() throws IOException {
    if (grid != null) {
      grid.close();
    }
    if (provider != null) {
      // It ends with its input, and so does the shell that it took the place of.
      provider.getOutputStream().close();
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
    steps.directory(WEB.toFile()).redirectErrorStream(true);
    steps
        .environment()
        .putAll(
            Map.of(
                "PORTAL_URL", grid.url().toString(),
                "PORTAL_TOKEN", grid.token(),
                "PORTAL_SAMPLES", Path.of("").toAbsolutePath().toString(),
                "PORTAL_PROVIDER", issuer,
                "PORTAL_OUT", out.toString(),
                "PORTAL_MODEL", model.toString(),
                "PORTAL_PICTURE", pictures.resolve(truth[0]).toString(),
                "PORTAL_CLASS", truth[1],
                "PORTAL_CRASH", CRASH));

    Process walk = steps.start();
    follow(walk, told);
    int end = walk.waitFor();

    assertEquals(0, end, () -> told + " says:\n" + said(told));
  }

  /** Keeps what the steps say, and does what they cannot do themselves. */
  private static void follow(Process walk, Path told) throws IOException, InterruptedException {
    try (BufferedReader steps = walk.inputReader(StandardCharsets.UTF_8);
        BufferedWriter kept = Files.newBufferedWriter(told)) {
      for (String line = steps.readLine(); line != null; line = steps.readLine()) {
        kept.write(line);
        kept.newLine();
        kept.flush();
        if (line.equals(CRASH)) {
          grid.crashCoordinator();
        }
      }
    }
  }

  private static String said(Path told) {
    try {
      return Files.readString(told);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
