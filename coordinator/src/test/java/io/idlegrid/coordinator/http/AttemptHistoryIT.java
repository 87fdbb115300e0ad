package io.idlegrid.coordinator.http;

import static io.idlegrid.coordinator.given.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Owners are told what ran on their devices and for whom; others what concerns them. */
@ExtendWith(SharedCoordinator.class)
class AttemptHistoryIT {

  private final Grid grid;

  AttemptHistoryIT(Grid grid) {
    this.grid = grid;
  }

  @Test
  void whatRanIsToldToItsOwnerAndToWhomItRanFor() throws IOException {
    Client device = grid.device("history-1");
    String path =
        "/api/v1/devices/"
            + grid.owner().get("/api/v1/devices/history-1").json().path("id").asText();
    HeldAttempt held = HeldAttempt.of(grid, "history-1", device, 2);
    Client stranger = Grid.account(grid.admin(), "history-stranger", "submitter");

    try (DeviceLine line = DeviceLine.open(device).hello(held.proof())) {
      line.next("welcome");
      line.say(
          """
          {"type": "report", "sequence": 1, "running": [{"lease": {"job": "%s", "unit": 2,
           "epoch": 1, "counter": 1}, "phase": "running", "activeMillis": 1500, "cpuMillis": 900}]}
          """
              .formatted(held.lease().job()));
      await().until(() -> !held(grid.owner(), path).path("phases").isEmpty());

      JsonNode running = held(grid.owner(), path);
      assertEquals("running", running.path("phases").get(0).path("phase").asText());
      assertEquals("submitter", running.path("account").asText());
      assertTrue(held(stranger, path).path("account").isMissingNode());
      assertTrue(
          grid.owner().get(path + "/attempts").json().path("items").isEmpty(), "it is not over");

      grid.submitter().post("/api/v1/jobs/" + held.lease().job() + "/cancel", "");
    }

    for (Client told : new Client[] {grid.owner(), grid.submitter(), grid.admin()}) {
      JsonNode ended = ended(told, path);
      assertEquals("submitter", ended.path("account").asText(), ended.toString());
      assertEquals("held", ended.path("name").asText());
      assertEquals("the job was cancelled", ended.path("detail").asText());
    }
    JsonNode ended = ended(stranger, path);
    assertEquals("WITHDRAWN", ended.path("end").asText());
    assertEquals(1, ended.path("number").asLong());
    assertEquals(1.5, ended.path("activeSeconds").asDouble());
    assertEquals(held.lease().job(), ended.path("job").asText());
    assertTrue(ended.path("account").isMissingNode(), ended.toString());
    assertTrue(ended.path("name").isMissingNode());
    assertTrue(ended.path("detail").isMissingNode());
    assertEquals(
        1,
        grid.owner().get(path).json().path("standing").path("attempts").asLong(),
        "counted for good");
    assertTrue(grid.owner().get(path + "/attempts?cursor=1").json().path("items").isEmpty());
    grid.owner().get(path + "/attempts?cursor=x").problem(422, "query.number", "?cursor");
    grid.owner().get("/api/v1/devices/history-0/attempts").problem(404, "device.unknown");
  }

  private JsonNode held(Client told, String path) {
    return told.get(path).json().path("attempts").get(0);
  }

  private JsonNode ended(Client told, String path) {
    JsonNode page = told.get(path + "/attempts").json();
    assertEquals(1, page.path("items").size(), page.toString());
    return page.path("items").get(0);
  }
}
