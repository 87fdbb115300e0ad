package io.idlegrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.cli.Shell.Result;
import io.idlegrid.protocol.job.JobReceipt;
import io.idlegrid.protocol.job.JobView;
import io.idlegrid.protocol.job.UnitLog;
import io.idlegrid.protocol.service.ServiceView;
import io.idlegrid.protocol.service.ServiceView.Replica;
import io.idlegrid.protocol.service.ServiceView.ServiceState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What service commands ask a coordinator, and what they make of its answers. */
class ServiceCommandsTest {

  private static final Instant AT = Instant.parse("2026-11-26T10:00:00Z");
  private static final String PATH = "/api/v1/services";

  @TempDir private Path home;
  private final FakeGrid grid = new FakeGrid();

  @AfterEach
  void close() {
    grid.close();
  }

  @Test
  void upSendsTheFileAsItIs() throws IOException {
    Path file = Files.writeString(home.resolve("compose.yaml"), "services: {web: {image: web}}");
    grid.answers("POST " + PATH + "?replicas=3&name=shop", new JobReceipt("j-1", 3, false, null));

    Result result = type("service", "up", file.toString(), "--replicas", "3", "--name", "shop");

    assertEquals(0, result.exitCode(), result.err());
    assertEquals("Service j-1, replicas: 3\n", result.out());
    assertEquals("services: {web: {image: web}}", grid.asked().get(0).body());
  }

  @Test
  void upWithoutItsFileIsMisuse() {
    Result result = type("service", "up", home.resolve("nothing.yaml").toString());

    assertEquals(2, result.exitCode());
    assertTrue(result.err().contains("there is no file"), result.err());
    assertEquals(List.of(), grid.asked());
  }

  @Test
  void getShowsWhichServiceIsHowOnWhichDevice() {
    grid.answers("GET " + PATH + "/j-1", view());

    String out = type("service", "get", "j-1").out();

    assertTrue(out.contains("camera"), out);
    assertTrue(out.contains("healthy (frozen)"), out);
    assertTrue(out.contains("exited with code 3"), out);
    assertTrue(out.lines().anyMatch(line -> line.contains("ready") && line.contains("-")), out);
  }

  @Test
  void lsListsWhatRuns() {
    grid.answers(
        "GET " + PATH + "?state=RUNNING&limit=1000", new JobView.Page(List.of(job()), null));

    String out = type("service", "ls").out();

    assertTrue(out.contains("counter"), out);
  }

  @Test
  void logsCanBeOfOneServiceAlone() {
    grid.answers(
        "GET /api/v1/jobs/j-1/units/1/log",
        new UnitLog(1, "running", "camera", "ore | half\nstore | whole\nweb | other\n", 0));

    assertEquals(
        "store | whole\n", type("service", "logs", "j-1", "store", "--replica", "1").out());
    assertTrue(type("service", "logs", "j-1", "--replica", "1").out().contains("web | other"));
  }

  @Test
  void scaleAndDownAskForIt() {
    grid.answers("PUT " + PATH + "/j-1/scale", view());
    grid.answers("GET " + PATH + "/j-1", view());
    grid.answers("POST /api/v1/jobs/j-1/cancel", job());

    assertEquals(0, type("service", "scale", "j-1", "2").exitCode());
    assertEquals(0, type("service", "down", "j-1").exitCode());

    assertEquals("{\"replicas\":2}", grid.asked("PUT " + PATH + "/j-1/scale").body());
  }

  @Test
  void downEndsNoOtherJob() {
    grid.refuses(
        "GET " + PATH + "/j-1", 404, "service.none", "job j-1 is no service", "see service ls");

    assertEquals(4, type("service", "down", "j-1").exitCode());
  }

  private static ServiceView view() {
    return new ServiceView(
        job(),
        List.of("store", "web"),
        List.of(
            new Replica(
                0,
                "running",
                "camera",
                "frozen",
                12.0,
                List.of(
                    new ServiceState("store", "healthy", 0, ""),
                    new ServiceState("web", "backing off", 2, "exited with code 3"))),
            new Replica(1, "ready", null, null, null, List.of())),
        "services: {}");
  }

  private static JobView job() {
    return new JobView(
        "j-1",
        "counter",
        "service",
        "ada",
        Map.of(),
        "RUNNING",
        "",
        AT,
        null,
        new JobView.UnitCounts(2, 0, 1, 0, 1),
        null);
  }

  private Result type(String... words) {
    return new Shell(home).at(grid).type(words);
  }
}
