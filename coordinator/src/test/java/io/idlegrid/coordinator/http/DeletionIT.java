package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs and uploads are deleted by whom they belong to, and stay deleted. */
class DeletionIT {

  private static final String JOB =
      """
      apiVersion: idlegrid/v1
      kind: Job
      metadata: {name: leaving}
      spec:
        run: {command: ["true"]}
        artifacts: {words: "sha256:%s"}
        where: device.arch == "nowhere"
        data: {split: {by: range, to: 3000}}
      """;

  @TempDir private Path data;

  @Test
  void whatIsDeletedIsGoneAfterARestartToo() throws IOException {
    String token;
    String blob;
    String job;
    try (RunningCoordinator first = new RunningCoordinator(data, 0)) {
      Client admin = first.setUp();
      token = admin.token();
      Client ada = SharedCoordinator.Grid.account(admin, "ada", "submitter");
      blob = ada.upload("a".repeat(700));
      job = ada.submit(JOB.formatted(blob)).json().path("id").asText();
      assertEquals(700, kept(admin));

      ada.delete("/api/v1/jobs/" + job).problem(409, "job.active", "", job, "cancel");
      ada.delete("/api/v1/blobs/" + blob).problem(409, "blob.used", "", "job " + job, "job rm");
      JsonNode use = ada.get("/api/v1/blobs").json().path("items").get(0);
      assertEquals(blob, use.path("sha256").asText());
      assertEquals(job, use.path("usedBy").get(0).path("name").asText());
      assertEquals(0, ada.get("/api/v1/blobs?unused=true").json().path("items").size());

      assertEquals(200, ada.post("/api/v1/jobs/" + job + "/cancel", "").status());
      assertEquals(204, deleted(ada, job).status());
      assertEquals(404, ada.get("/api/v1/jobs/" + job).status());
      assertEquals(0, ada.get("/api/v1/jobs").json().path("items").size());

      assertEquals(1, ada.get("/api/v1/blobs?unused=true").json().path("items").size());
      assertEquals(204, admin.delete("/api/v1/blobs/" + blob + "?account=ada").status());
      ada.delete("/api/v1/blobs/" + blob).problem(404, "blob.unknown");
      assertEquals(700, kept(admin), "its bytes are not gone yet");
      JsonNode of = admin.get("/api/v1/system/storage").json().path("accounts").get(0);
      assertEquals(0, of.path("uploads").asLong());
      assertEquals(700, of.path("leaving").asLong());
      String audit = admin.get("/api/v1/audit").text();
      assertTrue(audit.contains("DELETE /api/v1/jobs/{id}") && audit.contains("leaving of ada"));
      assertTrue(audit.contains("DELETE /api/v1/blobs/{sha256}") && audit.contains("of ada"));
    }
    try (RunningCoordinator second = new RunningCoordinator(data, 0)) {
      Client admin = second.anybody().as(token);
      assertEquals(404, admin.get("/api/v1/jobs/" + job).status());
      assertEquals(0, kept(admin));
      JsonNode storage = admin.get("/api/v1/system/storage").json();
      assertTrue(storage.path("freeBytes").asLong() > 0);
      assertEquals("blobs", storage.path("parts").get(0).path("what").asText());
      assertTrue(storage.path("parts").get(2).path("bytes").asLong() > 0, storage.toString());
      assertEquals(0, storage.path("accounts").size(), storage.toString());
      // Its bytes stay for a while: somebody may be about to name them.
      assertEquals("a".repeat(700), admin.get("/api/v1/blobs/" + blob).text());
    }
  }

  @Test
  void twoUploadsOfOneBlobCountOnce() throws IOException {
    try (RunningCoordinator coordinator = new RunningCoordinator(data, 0)) {
      Client admin = coordinator.setUp();
      Client ada = SharedCoordinator.Grid.account(admin, "ada", "submitter");
      byte[] bytes = "b".repeat(300).getBytes(StandardCharsets.UTF_8);

      ada.upload(bytes);
      ada.upload(bytes);

      assertEquals(300, kept(admin));
      JsonNode of = admin.get("/api/v1/system/storage").json().path("accounts").get(0);
      assertEquals("ada", of.path("account").asText());
      assertEquals(300, of.path("uploads").asLong());
    }
  }

  /** A job that was cancelled is over once its outputs are listed, a moment later. */
  private static Answer deleted(Client client, String job) {
    Answer answer = client.delete("/api/v1/jobs/" + job);
    while (answer.status() == 409) {
      answer = client.delete("/api/v1/jobs/" + job);
    }
    return answer;
  }

  private static long kept(Client admin) {
    return admin.get("/api/v1/accounts/ada/use").json().path("storageBytes").asLong();
  }
}
