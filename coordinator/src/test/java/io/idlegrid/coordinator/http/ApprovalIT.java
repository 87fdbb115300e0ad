package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Devices whose join code says that somebody looks at each before it gets anything. */
@ExtendWith(SharedCoordinator.class)
class ApprovalIT {

  private static final String APPROVE = "{\"approved\": true}";
  private static final String REFUSE = "{\"approved\": false}";

  private final Grid grid;

  ApprovalIT(Grid grid) {
    this.grid = grid;
  }

  private record Waiting(String id, String path, Client device) {}

  private Waiting joined(String name) {
    Answer code =
        grid.owner().post("/api/v1/invitations", "{\"uses\": 1, \"hours\": 1, \"approval\": true}");
    assertEquals(201, code.status(), code.text());
    JsonNode answer =
        grid.anybody()
            .post(
                "/api/v1/devices/join",
                "{\"code\": \"%s\", \"name\": \"%s\"}"
                    .formatted(code.json().path("code").asText(), name))
            .json();
    assertTrue(answer.path("pending").asBoolean(), answer.toString());
    String id = answer.path("deviceId").asText();
    return new Waiting(id, "/api/v1/devices/" + id, grid.anybody().as(answer.path("key").asText()));
  }

  @Test
  void aDeviceThatWaitsIsToldSoAndIsLetInWhileItIsConnected() {
    Waiting waiting = joined("approval-1");
    try (DeviceLine line = DeviceLine.open(waiting.device()).hello()) {
      assertEquals("wait", line.next("welcome").path("command").asText());
      JsonNode listed = grid.owner().get("/api/v1/devices?state=pending").json().path("items");
      assertTrue(listed.findValuesAsText("id").contains(waiting.id()), listed.toString());

      assertEquals(204, grid.owner().post(waiting.path() + "/approval", APPROVE).status());

      assertEquals("resume", line.next("orders").path("command").asText());
      assertEquals("idle", grid.owner().get(waiting.path()).json().path("state").asText());
    }
    grid.owner().post(waiting.path() + "/approval", REFUSE).problem(409, "device.not-pending");
  }

  @Test
  void aDeviceThatWaitsGetsNothing() {
    Waiting waiting = joined("approval-2");
    String blob = grid.submitter().upload("not for strangers");

    waiting.device().get("/api/v1/blobs/" + blob).problem(403, "device.pending");
    waiting
        .device()
        .post("/api/v1/image-objects", "{\"objects\": []}")
        .problem(403, "device.pending");
    String vetoes = grid.submitter().post("/api/v1/devices/select", "{\"resources\": {}}").text();
    assertTrue(vetoes.contains("waits for somebody's approval"), vetoes);
    grid.owner().patch(waiting.path(), "{\"duty\": \"LEND\"}").problem(409, "device.pending");
  }

  @Test
  void aDeviceThatIsRefusedIsGoneAndItsKeyWithIt() {
    Waiting waiting = joined("approval-3");
    try (DeviceLine line = DeviceLine.open(waiting.device()).hello()) {
      line.next("welcome");

      assertEquals(204, grid.admin().post(waiting.path() + "/approval", REFUSE).status());

      assertEquals("this device was refused", line.end());
    }
    grid.admin().get(waiting.path()).problem(404, "device.unknown");
    waiting.device().get("/api/v1/blobs/" + "0".repeat(64)).problem(401, "access.token");
    String audit = grid.admin().get("/api/v1/audit?limit=20").text();
    assertTrue(audit.contains("refused " + waiting.id()), audit);
  }

  @Test
  void nobodyElseLetsADeviceIn() {
    Waiting waiting = joined("approval-4");

    grid.submitter().post(waiting.path() + "/approval", APPROVE).problem(403, "access.not-yours");
    waiting.device().post(waiting.path() + "/approval", APPROVE).problem(403, "access.kind");
  }

  @Test
  void withAnOrdinaryCodeNobodyWaits() {
    grid.device("approval-5");

    JsonNode device = grid.owner().get("/api/v1/devices/approval-5").json();

    assertFalse(device.path("state").asText().equals("pending"), device.toString());
  }
}
