package io.idlegrid.coordinator.http;

import static io.idlegrid.coordinator.given.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A device uploads for the attempts that it holds, and for nothing else. */
@ExtendWith(SharedCoordinator.class)
class AttemptUploadsIT {

  private static final int MIB = 1 << 20;
  private static final String JOB =
      """
      apiVersion: idlegrid/v1
      kind: Job
      spec:
        run: {command: ["true"]}
        resources: {disk: 1MiB}
        where: device.arch == "nowhere"
        data: {split: {by: range, to: 3}}
      """;

  private final Grid grid;
  private final SplittableRandom random = new SplittableRandom(5);

  AttemptUploadsIT(Grid grid) {
    this.grid = grid;
  }

  private Answer upload(Client device, int size, String... headers) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return device.send("PUT", "/api/v1/blobs/" + Client.sha256(bytes), bytes, headers);
  }

  /** An attempt that a device holds since before the coordinator's last start, as it can prove. */
  private String hold(String name, Client device, long unit) throws IOException {
    String job = grid.submitter().submit(JOB).json().path("id").asText();
    String id = grid.owner().get("/api/v1/devices/" + name).json().path("id").asText();
    LeaseRef lease = new LeaseRef(job, unit, 1, 1);
    String seal =
        new GrantSeal(Files.readAllBytes(grid.data().resolve("grant.secret")))
            .seal(
                new AttemptId(new UnitId(new JobId(job), unit), new LeaseNumber(1, 1)),
                new DeviceId(id));
    String held =
        """
        {"lease": {"job": "%s", "unit": %d, "epoch": 1, "counter": 1}, "mac": "%s",
         "finished": false}
        """
            .formatted(job, unit, seal);
    // A job's units can be adopted once its first chunk is taken, which is right after.
    await()
        .until(
            () -> {
              try (DeviceLine line = DeviceLine.open(device).hello(held)) {
                JsonNode adopted = line.next("welcome").path("adopted");
                return adopted.size() == 1;
              }
            });
    return lease.word();
  }

  @Test
  void theKeyAloneUploadsNothing() {
    Client device = grid.device("uploads-1");

    upload(device, 10).problem(403, "access.attempt");
    upload(device, 10, LeaseRef.HEADER, "j-00000001/0/1/1").problem(403, "access.attempt");
    upload(device, 10, LeaseRef.HEADER, "nonsense").problem(422, "attempt.name", LeaseRef.HEADER);
  }

  @Test
  void whoeverHoldsAnAttemptUploadsForItUntilItsLeaseEnds() throws IOException {
    Client device = grid.device("uploads-2");
    String attempt = hold("uploads-2", device, 0);

    assertEquals(201, upload(device, 10, LeaseRef.HEADER, attempt).status());
    upload(grid.device("uploads-3"), 10, LeaseRef.HEADER, attempt).problem(403, "access.attempt");

    try (DeviceLine line = DeviceLine.open(device).hello()) {
      line.next("welcome");
      upload(device, 10, LeaseRef.HEADER, attempt).problem(403, "access.attempt");
    }
  }

  @Test
  void anAttemptUploadsNoMoreThanItsUnitMayMake() throws IOException {
    Client device = grid.device("uploads-4");
    String attempt = hold("uploads-4", device, 1);

    upload(device, 4 * MIB, LeaseRef.HEADER, attempt).problem(413, "attempt.too-large");
    assertEquals(201, upload(device, 2 * MIB, LeaseRef.HEADER, attempt).status());
    upload(device, 2 * MIB, LeaseRef.HEADER, attempt).problem(413, "attempt.too-large");
    assertEquals(201, upload(device, MIB, LeaseRef.HEADER, attempt).status());
  }
}
