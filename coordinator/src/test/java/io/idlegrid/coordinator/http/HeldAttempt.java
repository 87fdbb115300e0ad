package io.idlegrid.coordinator.http;

import static io.idlegrid.coordinator.given.Patience.await;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.attempt.GrantSeal;
import io.idlegrid.coordinator.domain.attempt.LeaseNumber;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import io.idlegrid.protocol.link.LeaseRef;
import java.io.IOException;
import java.nio.file.Files;

/**
 * An attempt that a device holds since before the coordinator's last start, as it can prove.
 *
 * @param proof what the device says of it in its hello
 */
record HeldAttempt(LeaseRef lease, String proof) {

  private static final String JOB =
      """
      apiVersion: idlegrid/v1
      kind: Job
      metadata: {name: held}
      spec:
        run: {command: ["true"]}
        resources: {disk: 1MiB}
        where: device.arch == "nowhere"
        data: {split: {by: range, to: 3}}
      """;

  /**
   * One of a new job of the submitter's; the device is connected and holds it when this returns.
   */
  static HeldAttempt of(Grid grid, String name, Client device, long unit) throws IOException {
    String job = grid.submitter().submit(JOB).json().path("id").asText();
    String id = grid.owner().get("/api/v1/devices/" + name).json().path("id").asText();
    LeaseRef lease = new LeaseRef(job, unit, 1, 1);
    String seal =
        new GrantSeal(Files.readAllBytes(grid.data().resolve("grant.secret")))
            .seal(
                new AttemptId(new UnitId(new JobId(job), unit), new LeaseNumber(1, 1)),
                new DeviceId(id));
    HeldAttempt held =
        new HeldAttempt(
            lease,
            """
            {"lease": {"job": "%s", "unit": %d, "epoch": 1, "counter": 1}, "mac": "%s",
             "finished": false}
            """
                .formatted(job, unit, seal));
    // A job's units can be adopted once its first chunk is taken, which is right after.
    await()
        .until(
            () -> {
              try (DeviceLine line = DeviceLine.open(device).hello(held.proof())) {
                return line.next("welcome").path("adopted").size() == 1;
              }
            });
    return held;
  }
}
