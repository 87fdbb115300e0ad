package io.idlegrid.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.client.IdleGrid;
import io.idlegrid.client.Job;
import io.idlegrid.client.JobHandle;
import io.idlegrid.client.Split;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker whose device is removed while it runs a unit, and that joins anew. */
class RemovedDeviceIT {

  private static final int NOT_ALLOWED = 3;

  @TempDir private Path folder;

  @Test
  void theWorkerSaysSoEndsAsksNoMoreAndComesBackWithANewCode() throws Exception {
    Needs.bubblewrap();
    try (LocalGrid grid = LocalGrid.start(folder.resolve("grid"), 1);
        IdleGrid client = grid.connect()) {
      LocalGrid.Device device = grid.devices().get(0);
      String before = device.awaitWelcome();
      JobHandle job =
          client.submit(
              Job.of(LocalGrid.jobName("removed"))
                  .run("sh", "-c", "sleep 600")
                  .data(Split.range(0, 1))
                  .cpu(0.2)
                  .memory("32MiB")
                  .disk("8MiB")
                  .runtime(Duration.ofSeconds(5)));
      Patience.await(job.id()).until(() -> job.status().units().running() == 1);

      grid.api().delete("/api/v1/devices/" + device.name());

      assertEquals(NOT_ALLOWED, device.process().awaitEnd());
      assertTrue(
          device.process().said().contains("was removed from the grid"), device.process().said());
      assertEquals(0, job.status().units().running(), "its unit waits for another device");

      device.start("--docker", "none");
      assertEquals(NOT_ALLOWED, device.process().awaitEnd());
      assertTrue(device.process().said().contains("asks no more"), device.process().said());

      device.start("--docker", "none", "--join", grid.joinCode());
      assertNotEquals(before, device.awaitWelcome());
      job.cancel();
    }
  }
}
