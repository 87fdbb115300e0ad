package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a Compose file refers to is looked up, and submitted once per key. */
@ExtendWith(SharedCoordinator.class)
class ComposeIT {

  private static final String SERVICES = "/api/v1/services";
  private static final String NOWHERE = "device.arch == \"nowhere\"";

  private final Grid grid;

  ComposeIT(Grid grid) {
    this.grid = grid;
  }

  @Test
  void whatIsNotThereIsRefusedWithItsLine() throws IOException {
    push();

    up(SERVICES, file("where: 'device.'")).problem(422, "job.where", "line 3, x-idlegrid.where");
    up(SERVICES, file("devices: [nobody]"))
        .problem(422, "device.unknown", "line 3, x-idlegrid.devices");
  }

  @Test
  void aKeyStandsForTheFileAndForWhatIsAskedBesideIt() throws IOException {
    push();
    String file = file("where: '" + NOWHERE + "'");

    Answer first = up(SERVICES + "?replicas=2", file, "Idempotency-Key", "compose");
    Answer again = up(SERVICES + "?replicas=2", file, "Idempotency-Key", "compose");
    Answer more = up(SERVICES + "?replicas=3", file, "Idempotency-Key", "compose");
    Answer called = up(SERVICES + "?replicas=2&name=other", file, "Idempotency-Key", "compose");

    String id = first.json().path("id").asText();
    assertEquals(202, first.status(), first.text());
    assertEquals(id, again.json().path("id").asText());
    assertTrue(again.json().path("replay").asBoolean(), again.text());
    more.problem(409, "idempotency.reused", "", id);
    called.problem(409, "idempotency.reused", "", id);
    grid.submitter().post("/api/v1/jobs/" + id + "/cancel", "");
  }

  private Answer up(String path, String file, String... headers) {
    return grid.submitter().send("POST", path, file.getBytes(StandardCharsets.UTF_8), headers);
  }

  private static String file(String ours) {
    return "services: {one: {image: composed}}\nx-idlegrid:\n  %s\n".formatted(ours);
  }

  private void push() throws IOException {
    byte[] archive = ImagesIT.root("composed", 1);
    String sha256 = Client.sha256(archive);
    grid.submitter().send("PUT", "/api/v1/image-archives/" + sha256, archive);
    Answer named =
        grid.submitter()
            .put(
                "/api/v1/images/composed",
                "{\"archive\": \"%s\", \"arch\": \"amd64\"}".formatted(sha256));
    assertEquals(200, named.status(), named.text());
  }
}
