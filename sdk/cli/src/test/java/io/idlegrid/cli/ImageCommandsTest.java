package io.idlegrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.cli.Shell.Result;
import io.idlegrid.protocol.device.DeviceSelection;
import io.idlegrid.protocol.device.DeviceView;
import io.idlegrid.protocol.image.BuildView;
import io.idlegrid.protocol.image.ImageView;
import io.idlegrid.protocol.image.OriginView;
import io.idlegrid.protocol.image.PlacementView;
import io.idlegrid.protocol.store.BlobView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What image commands ask a coordinator, and what they make of its answers. */
class ImageCommandsTest {

  private static final Instant AT = Instant.parse("2026-11-26T10:00:00Z");
  private static final String DIGEST = "sha256:" + "a".repeat(64);
  private static final String IMAGE = "/api/v1/images/count%3A1";

  @TempDir private Path home;
  private final FakeGrid grid = new FakeGrid();

  @AfterEach
  void close() {
    grid.close();
  }

  @Test
  void pullWaitsUntilTheImageIsThere() {
    grid.answers("POST " + IMAGE + "/pull", origin("waiting", ""));
    grid.answers("GET " + IMAGE + "/origin", origin("pulling", ""));
    grid.answers("GET " + IMAGE + "/origin", origin("done", ""));

    Result result = type("image", "pull", "count:1", "docker.io/team/count", "--arch", "arm64");

    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains(DIGEST), result.out());
    assertEquals(
        "{\"reference\":\"docker.io/team/count\",\"archs\":[\"arm64\"],\"follow\":false}",
        grid.asked().get(0).body());
  }

  @Test
  void lsTellsWhatIsStale() {
    grid.answers(
        "GET /api/v1/images?limit=1000",
        new ImageView.Page(
            List.of(
                image("a", "docker.io/team/a:1", true),
                image("b", "docker.io/team/b:1", false),
                image("c", null, null)),
            null));

    Result result = type("image", "ls");

    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains("docker.io/team/a:1 (stale)"), result.out());
    assertTrue(result.out().contains("docker.io/team/b:1 "), result.out());
    assertFalse(result.out().contains("b:1 (stale)"), result.out());
  }

  private static ImageView image(String name, @Nullable String from, @Nullable Boolean isStale) {
    return new ImageView(
        name,
        "ada",
        "a".repeat(64),
        List.of(new ImageView.Variant("amd64", "linux", "b".repeat(64), 1, 1 << 20)),
        AT,
        from,
        isStale);
  }

  @Test
  void pullThatFailsSaysWhy() {
    grid.answers("POST " + IMAGE + "/refresh", origin("failed", "the registry is on fire"));

    Result result = type("image", "refresh", "count:1");

    assertEquals(1, result.exitCode());
    assertTrue(result.out().contains("the registry is on fire"), result.out());
  }

  @Test
  void distributeLeavesTheChoiceToTheForecast() {
    grid.answers(
        "POST /api/v1/devices/select",
        new DeviceSelection(
            3,
            1,
            List.of(
                new DeviceSelection.Pick(
                    "d-1", "camera", 50, 600, 1, 600, 10, 0.01, 1, 1, 0, "forecast")),
            List.of(),
            List.of()));
    grid.answers(
        "PUT " + IMAGE + "/placement",
        new PlacementView(
            "count:1",
            DIGEST,
            List.of(new PlacementView.OnDevice("d-1", "camera", "here", "", "", 0, 0))));

    Result result = type("image", "distribute", "count:1", "--best", "5", "--for", "10m");

    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains("1 of 1 have it"), result.out());
    assertTrue(grid.asked().get(0).body().contains("\"image\":\"count:1\""));
    assertTrue(grid.asked().get(0).body().contains("\"count\":5"));
    assertEquals("{\"devices\":[\"d-1\"]}", grid.asked().get(1).body());
  }

  @Test
  void distributeTellsOfEveryStepAndCountsWhoHasItNotAndWhy() {
    grid.answers("GET /api/v1/devices?limit=1000", new DeviceView.Page(List.of(), null));
    grid.answers(
        "PUT " + IMAGE + "/placement",
        placement(
            device("camera", "waiting", "busy", "until the device is idle", 0),
            device("gateway", "waiting", "", "is about to begin", 0)));
    grid.answers(
        "GET " + IMAGE + "/placement",
        placement(
            device("camera", "waiting", "busy", "until the device is idle", 0),
            device("gateway", "fetching", "", "", 1 << 20)));
    grid.answers(
        "GET " + IMAGE + "/placement",
        placement(
            device("camera", "here", "", "", 0),
            device("gateway", "refused", "disk", "the disk is full", 0),
            device("board", "refused", "disk", "lends nothing", 0),
            device("old", "refused", "architecture", "is arm", 0),
            device("away", "waiting", "offline", "not connected", 0)));

    Result result = type("image", "distribute", "count:1", "--to", "camera,gateway");

    assertEquals(1, result.exitCode(), result.err());
    assertEquals(
        "{\"devices\":[\"camera\",\"gateway\"]}", grid.asked("PUT " + IMAGE + "/placement").body());
    assertTrue(result.err().contains("camera: waiting: until the device is idle"), result.err());
    assertTrue(result.err().contains("gateway: fetching, 1.0 MiB of 2.0 MiB"), result.err());
    assertTrue(result.err().contains("gateway: refused: the disk is full"), result.err());
    assertTrue(
        result.out().contains("1 of 5 have it, 1 architecture, 2 disk, 1 offline"), result.out());
  }

  @Test
  void distributeWaitsForBusyDevicesNoLongerThanItIsTold() {
    grid.answers("GET /api/v1/devices?limit=1000", new DeviceView.Page(List.of(), null));
    grid.answers(
        "PUT " + IMAGE + "/placement",
        placement(device("camera", "waiting", "busy", "until the device is idle", 0)));
    grid.answers(
        "GET " + IMAGE + "/placement",
        placement(device("camera", "waiting", "busy", "until the device is idle", 0)));

    Result result = type("image", "distribute", "count:1", "--to", "camera", "--timeout", "1s");

    assertEquals(124, result.exitCode(), result.err());
    assertTrue(result.out().contains("0 of 1 have it, 1 busy"), result.out());
  }

  private static PlacementView placement(PlacementView.OnDevice... devices) {
    return new PlacementView("count:1", DIGEST, List.of(devices));
  }

  private static PlacementView.OnDevice device(
      String name, String state, String reason, String detail, long done) {
    return new PlacementView.OnDevice(name, name, state, reason, detail, done, 2 * done);
  }

  @Test
  void buildShowsTheLogAsItComesAndWhereItFailed() throws IOException {
    Path folder = Files.createDirectories(home.resolve("count"));
    Files.writeString(folder.resolve("Dockerfile"), "FROM scratch\nRUN make\n");
    Files.writeString(folder.resolve("left-out.log"), "x");
    Files.writeString(folder.resolve(".dockerignore"), "*.log\n");
    // Which name the archive has shows at the first try, which finds nobody to take it.
    type("image", "build", "count:1", folder.toString());
    String upload = grid.asked().get(0).line();
    assertTrue(grid.asked().get(0).body().contains("RUN make"));
    assertFalse(grid.asked().get(0).body().contains("left-out.log\0"));
    grid.answers(upload, new BlobView("x", 1, 1, true));
    grid.answers("POST " + IMAGE + "/build", build("waiting", "", 0));
    grid.answers("GET " + IMAGE + "/build?from=0", build("building", "Step 1\n", 7));
    grid.answers("GET " + IMAGE + "/build?from=7", build("building", "Step 2\n", 14));
    grid.answers("GET " + IMAGE + "/build?from=14", build("failed", "", 14));

    Result result = type("image", "build", "count:1", folder.toString(), "--build-arg", "WHO=ada");

    assertEquals(1, result.exitCode(), result.err());
    assertTrue(result.err().contains("Step 1\nStep 2\n"), result.err());
    assertTrue(result.out().contains("Dockerfile:2"), result.out());
    String asked = grid.asked("POST " + IMAGE + "/build").body();
    assertTrue(asked.contains("\"arguments\":{\"WHO\":\"ada\"}"), asked);
  }

  @Test
  void buildNeedsAFolderWithADockerfile() throws IOException {
    Path folder = Files.createDirectories(home.resolve("count"));

    Result none = type("image", "build", "count:1");
    Result missing = type("image", "build", "count:1", home.resolve("nowhere").toString());
    Result empty = type("image", "build", "count:1", folder.toString());

    assertEquals(2, none.exitCode());
    assertTrue(none.err().contains("image build NAME FOLDER"), none.err());
    assertEquals(2, missing.exitCode());
    assertTrue(empty.err().contains("there is no file"), empty.err());
    assertTrue(grid.asked().isEmpty());
  }

  @Test
  void aBuildIsCancelled() {
    grid.answers("DELETE " + IMAGE + "/build", 204, "application/json", "");

    Result result = type("image", "build", "count:1", "--cancel");

    assertEquals(0, result.exitCode(), result.err());
  }

  private static BuildView build(String state, String log, long next) {
    BuildView.Problem problem =
        state.equals("failed")
            ? new BuildView.Problem("build.failed", "Dockerfile:2", "make is missing", "add it")
            : null;
    return new BuildView("count:1", state, problem, log, next);
  }

  private static OriginView origin(String state, String problem) {
    return new OriginView(
        "count:1",
        "docker.io/team/count",
        List.of(),
        false,
        DIGEST,
        AT,
        DIGEST,
        AT,
        false,
        null,
        new OriginView.Pull(state, problem, 1, 2));
  }

  private Result type(String... words) {
    return new Shell(home).at(grid).type(words);
  }
}
