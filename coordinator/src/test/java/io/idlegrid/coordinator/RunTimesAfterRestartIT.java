package io.idlegrid.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.attempt.Outcome.Kind;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.RunTime;
import io.idlegrid.coordinator.edge.ignite.EmbeddedIgnite;
import io.idlegrid.coordinator.edge.ignite.IgniteGridStore;
import io.idlegrid.coordinator.flow.Report;
import io.idlegrid.coordinator.flow.port.DeviceLinks.Granted;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Tally;
import io.idlegrid.coordinator.given.GivenDevice;
import io.idlegrid.coordinator.given.GivenGrid;
import io.idlegrid.coordinator.given.GivenJob;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was learnt of an active job's running times is there after the store was opened anew. */
@Tag("ignite")
class RunTimesAfterRestartIT {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final DeviceId DEVICE = GivenDevice.id(1);

  @TempDir private Path folder;

  @Test
  void runningTimesOfAnActiveJobAreLearntAnewFromItsOutputs() {
    Job job = new GivenJob(1).units(100_000).at(START);
    RunTime before;
    Instant stopped;
    try (GridStore store = open()) {
      var grid = new GivenGrid(store, START, Tally.NONE, new GivenDevice(1));
      for (int i = 0; i < 300; i++) {
        grid.pass(Map.of(DEVICE, 3.0));
      }
      grid.submit(job);
      work(grid, 40);
      before = runtime(grid, job);
      stopped = grid.now();
    }

    RunTime after;
    try (GridStore store = open()) {
      after = runtime(new GivenGrid(store, stopped, Tally.NONE, new GivenDevice(1)), job);
    }

    assertTrue(before.basis().contains("finished attempts"), before.basis());
    assertEquals(before.basis(), after.basis());
    assertEquals(before.cautious().toMillis() / 1e3, after.cautious().toMillis() / 1e3, .002);
  }

  private GridStore open() {
    return new IgniteGridStore(
        EmbeddedIgnite.start(folder, "it-" + UUID.randomUUID(), 128L * 1024 * 1024));
  }

  private static RunTime runtime(GivenGrid grid, Job job) {
    return grid.forecasts().runtime(job.id(), DEVICE, job.spec().need());
  }

  /** The device ends what it is granted within two seconds, after 20 to 30 s by its own word. */
  private static void work(GivenGrid grid, int units) {
    int ended = 0;
    for (int i = 0; i < 200 && ended < units; i++) {
      grid.pass();
      List<Report.Finished> ends = new ArrayList<>();
      for (Granted grant : grid.takeGranted(DEVICE)) {
        Duration ran = Duration.ofSeconds(20 + ended++ % 11);
        ends.add(GivenGrid.ended(grant, Kind.SUCCEEDED, "", ran));
      }
      grid.report(DEVICE, 3, List.of(), ends);
    }
    assertTrue(ended >= units, () -> "only some units were granted");
  }
}
