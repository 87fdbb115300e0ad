package io.idlegrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.cli.Shell.Result;
import io.idlegrid.protocol.device.DeviceSelection;
import io.idlegrid.protocol.image.OriginView;
import io.idlegrid.protocol.image.PlacementView;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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
