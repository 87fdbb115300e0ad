package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk with less room than the coordinator keeps in reserve. */
class FullDiskIT {

  @TempDir private Path data;

  @Test
  void nothingIsTakenInAndTheRestGoesOn() throws Exception {
    try (RunningCoordinator coordinator = new RunningCoordinator(data, Long.MAX_VALUE)) {
      Client admin = coordinator.setUp();
      byte[] bytes = "anything".getBytes(StandardCharsets.UTF_8);

      Answer upload = admin.send("PUT", "/api/v1/blobs/" + Client.sha256(bytes), bytes);

      upload.problem(507, "storage.full", "", "MiB in reserve", "free space");
      assertEquals("true", upload.json().path("retry").asText());
      try (var left = Files.walk(data.resolve("blobs"))) {
        assertEquals(0, left.filter(Files::isRegularFile).count(), "files");
      }
      Answer job =
          admin.submit(
              """
              apiVersion: idlegrid/v1
              kind: Job
              spec:
                run: {command: ["true"]}
                data: {split: {by: range, to: 3}}
              """);
      assertEquals(202, job.status(), job.text());
      assertEquals("ready\n", admin.get("/readyz").text());
      assertEquals("", coordinator.halted());
    }
  }
}
