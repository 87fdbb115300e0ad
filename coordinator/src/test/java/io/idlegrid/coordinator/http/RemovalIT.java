package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Devices that are removed: a key that somebody has stolen opens nothing any more. */
@ExtendWith(SharedCoordinator.class)
class RemovalIT {

  private static final String BLOB = "/api/v1/blobs/" + "0".repeat(64);

  private final Grid grid;

  RemovalIT(Grid grid) {
    this.grid = grid;
  }

  private String id(String name) {
    return grid.owner().get("/api/v1/devices/" + name).json().path("id").asText();
  }

  @Test
  void itsKeyIsDeadAtOnceAlsoOverAConnectionThatIsOpen() {
    Client device = grid.device("removal-1");
    String id = id("removal-1");
    try (DeviceLine line = DeviceLine.open(device).hello()) {
      line.next("welcome");

      Answer removed = grid.owner().delete("/api/v1/devices/" + id);

      assertEquals(200, removed.status(), removed.text());
      assertEquals(id, removed.json().path("id").asText());
      assertEquals("owner", removed.json().path("removedBy").asText());
      JsonNode told = line.next("refusal");
      assertEquals("device.removed", told.path("code").asText());
      assertTrue(told.path("detail").asText().contains("by owner"), told.toString());
      assertTrue(told.path("hint").asText().contains("--join"), told.toString());
      assertTrue(line.end().contains("was removed from the grid"));
    }
    device.get(BLOB).problem(401, "device.removed");
    device
        .post("/api/v1/image-objects", "{\"objects\": []}")
        .problem(401, "device.removed", "", id, "by owner", "join code");
    try (DeviceLine again = DeviceLine.open(device)) {
      assertEquals("device.removed", again.next("refusal").path("code").asText());
      again.end();
    }
    String audit = grid.admin().get("/api/v1/audit?limit=1000").text();
    assertTrue(audit.contains("removed " + id + ", small of owner"), audit);
  }

  @Test
  void whoNamesItIsToldWhatBecameOfIt() {
    grid.device("removal-2");
    String id = id("removal-2");
    grid.admin().delete("/api/v1/devices/removal-2");

    grid.submitter().get("/api/v1/devices/" + id).problem(404, "device.removed", "", "by admin");
    grid.owner()
        .patch("/api/v1/devices/removal-2", "{\"duty\": \"PAUSE\"}")
        .problem(404, "device.removed", "", "by admin");
    grid.owner().delete("/api/v1/devices/removal-2").problem(404, "device.removed");
    String job =
        """
        apiVersion: idlegrid/v1
        kind: Job
        spec:
          run: {command: ["true"]}
          devices: [removal-2]
          data: {split: {by: range, to: 3}}
        """;
    grid.submitter().submit(job).problem(422, "device.removed", "/spec/devices", "by admin");
    String all = grid.submitter().get("/api/v1/devices?limit=1000").text();
    assertTrue(!all.contains(id), all);
  }

  @Test
  void whatItDidIsListedAndTheMachineComesBackUnderANewKey() {
    Client before = grid.device("removal-3");
    String id = id("removal-3");
    grid.owner().delete("/api/v1/devices/" + id);

    Client after = grid.device("removal-3");

    assertNotEquals(before.token(), after.token());
    assertNotEquals(id, id("removal-3"));
    after.get(BLOB).problem(404, "blob.missing");
    before.get(BLOB).problem(401, "device.removed");
    JsonNode listed = grid.submitter().get("/api/v1/removed-devices?limit=1000").json();
    JsonNode gone =
        listed.path("items").findParents("id").stream()
            .filter(each -> each.path("id").asText().equals(id))
            .findFirst()
            .orElseThrow();
    assertEquals("removal-3", gone.path("name").asText());
    assertEquals(0, gone.path("standing").path("creditSeconds").asDouble());
    assertTrue(!listed.toString().contains("key"), "nothing of its key is told");
  }

  @Test
  void onlyItsOwnerAndOperatorsRemoveADevice() {
    grid.device("removal-4");
    Client other = Grid.account(grid.admin(), "removal-owner", "owner");

    other.delete("/api/v1/devices/removal-4").problem(403, "access.not-yours");

    assertEquals(200, grid.owner().get("/api/v1/devices/removal-4").status());
  }
}
