package io.idlegrid.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.client.IdleGrid;
import io.idlegrid.client.Job;
import io.idlegrid.client.JobHandle;
import io.idlegrid.client.Split;
import io.idlegrid.protocol.job.JobView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A unit that leaves its device, and a device that is cut off from its grid. */
class AwayIT {

  /**
   * Throws darts at a quarter of a circle, with a generator whose state is part of what it saves.
   * Halfway it waits until it is told to save, unless it was started from a saved state or nobody
   * holds it.
   */
  private static final String DARTS =
      """
      state="$IDLEGRID_CHECKPOINT_DIR/state"
      i=0; hits=0; seed=42
      [ -f "$state" ] && read i hits seed < "$state"
      echo $i > out/began
      trap 'echo "$i $hits $seed" > "$state"; exit 85' TERM
      while [ $i -lt 4000 ]; do
        while [ $i -eq 2000 ] && [ -n "$HELD" ] && [ ! -f "$state" ]; do
          echo half >> half; sleep 0.05
        done
        seed=$(((seed * 1103515245 + 12345) % 2147483648)); x=$((seed / 65536))
        seed=$(((seed * 1103515245 + 12345) % 2147483648)); y=$((seed / 65536))
        [ $((x * x + y * y)) -lt 1073741824 ] && hits=$((hits + 1))
        i=$((i + 1))
      done
      echo $hits > out/hits
      """;

  @TempDir static Path folder;
  private static LocalGrid grid;
  private static IdleGrid client;

  @BeforeAll
  static void startGrid() throws IOException {
    Needs.bubblewrap();
    grid = LocalGrid.start(folder.resolve("grid"), 2);
    client = grid.connect();
  }

  @AfterAll
  static void stopGrid() throws IOException {
    if (grid != null) {
      client.close();
      grid.close();
    }
  }

  @Test
  void aUnitThatMovedEndsLikeOneThatStayed() throws Exception {
    LocalGrid.Device busy = grid.devices().get(0);
    busy.policy("frozen.most = 2s\n");
    JobHandle stays = client.submit(darts("stays").devices("device-1"));
    Map<String, String> unmoved = results(stays);
    // The other device is away until the unit is at work on the first. A load would not do: the
    // forecast would long remember it.
    LocalGrid.Device other = grid.devices().get(1);
    other.process().stop();
    JobHandle moves = client.submit(darts("moves").env("HELD", "yes"));
    Patience.await().until(() -> found(busy, "work/half").isPresent());
    other.start("--docker", "none");
    other.awaitWelcome();

    busy.load().set(95);
    Map<String, String> moved = results(moves);
    busy.load().set(1);

    assertEquals(unmoved.get("hits"), moved.get("hits"));
    assertEquals("0", unmoved.get("began"));
    assertEquals("2000", moved.get("began"), "it went on from what it had saved");
    assertNotEquals(0, Integer.parseInt(moved.get("hits")));
  }

  @Test
  void aUnitLeavesADeviceWhoseDiskItsOwnerFills() throws Exception {
    Needs.root();
    LocalGrid.Device other = grid.devices().get(1);
    other.process().stop();
    LocalGrid.Device full = grid.addDeviceOnItsOwnDisk(96);
    try {
      full.policy("disk.reserve = 32MiB\nfrozen.most = 2s\n");
      JobHandle job =
          client.submit(darts("filled").env("HELD", "yes").devices("device-1", full.name()));
      Patience.await().until(() -> found(full, "work/half").isPresent());
      other.start("--docker", "none");
      other.awaitWelcome();

      full.fillDisk(10);

      assertEquals("2000", results(job).get("began"), "it went on from what it had saved");
      assertTrue(full.process().said().contains("MiB of disk free, 32 MiB are kept"));
    } finally {
      full.process().stop();
      full.unmountDisk();
    }
  }

  @Test
  void workIsFinishedWithoutACoordinatorAndToldAfterARebootOfBoth() throws Exception {
    LocalGrid.Device device = grid.devices().get(1);
    JobHandle job =
        client.submit(
            unit(
                    "offline",
                    "cat /proc/sys/kernel/random/uuid > out/id; until [ -f go ]; do sleep 0.05;"
                        + " done")
                .devices("device-1"));
    Path id =
        Patience.await()
            .until(() -> found(device, "work/out/id"), Optional::isPresent)
            .orElseThrow();
    Patience.await().until(() -> Files.size(id) > 0);
    String first = Files.readString(id).strip();

    grid.coordinator().kill();
    try {
      Files.createFile(id.resolveSibling("../go").normalize());
      Patience.await().until(() -> isFinished(device));
      grid.crash(device);
    } finally {
      grid.reviveCoordinator();
    }

    assertEquals(first, results(job).get("id"), "it ran once");
  }

  @Test
  void withoutACoordinatorAUnitEndsWithItsGrace() throws Exception {
    LocalGrid.Device device = grid.devices().get(1);
    JobHandle job =
        client.submit(
            unit("endless", "while :; do echo beat >> beat; sleep 0.05; done")
                .offlineGrace(Duration.ofSeconds(1))
                .devices("device-1"));
    Patience.await().until(() -> found(device, "work/beat").isPresent());

    grid.coordinator().kill();
    try {
      Patience.await().until(() -> found(device, "work/beat").isEmpty());

      assertFalse(grid.coordinator().isAlive(), "nobody told it to stop");
      assertTrue(device.process().isAlive());
    } finally {
      grid.reviveCoordinator();
    }
    assertEquals("CANCELLED", job.cancel().state());
  }

  private static Job darts(String kind) {
    return unit(kind, DARTS);
  }

  private static Job unit(String kind, String script) {
    return Job.of(LocalGrid.jobName(kind))
        .run("sh", "-c", script)
        .data(Split.range(0, 1))
        .engine("process")
        .cpu(0.2)
        .memory("32MiB")
        .disk("8MiB")
        .runtime(Duration.ofSeconds(3));
  }

  private static Map<String, String> results(JobHandle job) throws IOException {
    JobView end = Patience.await(job.id()).until(job::status, JobView::isOver);
    assertEquals("SUCCEEDED", end.state(), end.reason());
    Map<String, String> results = new TreeMap<>();
    job.results().forEach(file -> results.put(file.path(), file.text().strip()));
    return results;
  }

  /** A file of the only attempt on a device. */
  private static Optional<Path> found(LocalGrid.Device device, String name) throws IOException {
    try (var attempts = Files.list(device.data().resolve("attempts"))) {
      return attempts.map(attempt -> attempt.resolve(name)).filter(Files::exists).findFirst();
    }
  }

  /** Whether its journal has an outcome and nothing runs any more. */
  private static boolean isFinished(LocalGrid.Device device) throws IOException {
    try (var entries = Files.list(device.data().resolve("journal"))) {
      for (Path entry : entries.toList()) {
        if (Files.readString(entry).contains("\"SUCCEEDED\"")) {
          return true;
        }
      }
    }
    return false;
  }
}
