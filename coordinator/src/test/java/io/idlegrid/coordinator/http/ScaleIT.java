package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is asked of the grid loop and refused there is refused, and nothing else happens. */
@ExtendWith(SharedCoordinator.class)
class ScaleIT {

  private final Grid grid;

  ScaleIT(Grid grid) {
    this.grid = grid;
  }

  @Test
  void anImpossibleNumberOfReplicasStopsNobody() throws IOException {
    Client submitter = grid.submitter();
    byte[] archive = ImagesIT.root("scale", 1);
    String sha256 = Client.sha256(archive);
    submitter.send("PUT", "/api/v1/image-archives/" + sha256, archive);
    submitter.put(
        "/api/v1/images/scale", "{\"archive\": \"%s\", \"arch\": \"amd64\"}".formatted(sha256));
    byte[] compose =
        "services: {one: {image: scale}}\nx-idlegrid: {where: 'device.arch == \"nowhere\"'}"
            .getBytes(StandardCharsets.UTF_8);
    String path =
        "/api/v1/services/"
            + submitter.send("POST", "/api/v1/services", compose).json().path("id").asText();

    for (int replicas : new int[] {-1, 1_001, Integer.MAX_VALUE}) {
      submitter
          .put(path + "/scale", "{\"replicas\": %d}".formatted(replicas))
          .problem(422, "service.replicas");
    }

    assertEquals("", grid.coordinator().halted());
    assertEquals(200, submitter.put(path + "/scale", "{\"replicas\": 2}").status());
    submitter.post(path.replace("services", "jobs") + "/cancel", "");
    submitter.put(path + "/scale", "{\"replicas\": 1}").problem(409, "service.over");
    assertEquals("", grid.coordinator().halted());
  }
}
