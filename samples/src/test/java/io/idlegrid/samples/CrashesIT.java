package io.idlegrid.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.client.IdleGrid;
import io.idlegrid.client.Job;
import io.idlegrid.client.JobHandle;
import io.idlegrid.client.Split;
import io.idlegrid.client.UnreachableException;
import io.idlegrid.protocol.job.JobView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job while its workers and its coordinator are killed with SIGKILL. */
class CrashesIT {

  private static final long SEED = 7;
  private static final int WORKER_KILLS = 4;

  @TempDir Path folder;

  @Test
  void everyWordIsCountedOnceWhateverIsKilled() throws Exception {
    Needs.bubblewrap();
    Path texts = Texts.write(folder.resolve("texts"), 20, 300, SEED);
    try (LocalGrid grid = LocalGrid.start(folder.resolve("grid"), 3);
        IdleGrid client = grid.connect()) {
      JobHandle job = client.submit(slowCount(texts));
      long units = job.status().units().total();

      killAmidst(grid, job, units);
      JobView end = until(job, JobView::isOver);

      assertEquals("SUCCEEDED", end.state(), end.reason());
      assertEquals(units, end.units().done());
      assertEquals(Texts.count(texts), Texts.sum(job));
      assertTrue(
          grid.devices().stream().allMatch(device -> device.process().isAlive()),
          "a restarted worker did not stay");
    }
  }

  private static void killAmidst(LocalGrid grid, JobHandle job, long units) throws Exception {
    Random random = new Random(SEED);
    List<LocalGrid.Device> devices = grid.devices();
    for (int kill = 1; kill <= WORKER_KILLS; kill++) {
      long share = units * kill / (WORKER_KILLS + 2);
      until(job, view -> view.isOver() || view.units().done() >= share);
      if (kill == WORKER_KILLS / 2) {
        grid.crashCoordinator();
      }
      grid.crash(devices.get(random.nextInt(devices.size())));
    }
  }

  private static Job slowCount(Path texts) {
    return Job.of(LocalGrid.jobName("count"))
        .run("sh", "-c", "sleep 0.5; " + Texts.COUNT)
        .data(Split.lines(texts, 60))
        .cpu(0.2)
        .memory("64MiB")
        .disk("16MiB")
        .runtime(Duration.ofSeconds(2))
        .retries(10);
  }

  private static JobView until(JobHandle job, Predicate<JobView> isReached) {
    return Patience.await(job.id())
        .pollInterval(Duration.ofMillis(250))
        .ignoreException(UnreachableException.class)
        .until(job::status, isReached);
  }
}
