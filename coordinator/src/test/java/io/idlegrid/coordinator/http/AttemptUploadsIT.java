package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import io.idlegrid.protocol.link.LeaseRef;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A device uploads for the attempts that it holds, and for nothing else. */
@ExtendWith(SharedCoordinator.class)
class AttemptUploadsIT {

  private static final int MIB = 1 << 20;

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

  private String hold(String name, Client device, long unit) throws IOException {
    return HeldAttempt.of(grid, name, device, unit).lease().word();
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
