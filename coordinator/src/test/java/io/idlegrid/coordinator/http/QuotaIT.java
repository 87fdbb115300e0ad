package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What one account may use of the grid. */
@ExtendWith(SharedCoordinator.class)
class QuotaIT {

  private static final String JOB =
      """
      apiVersion: idlegrid/v1
      kind: Job
      spec:
        run: {command: ["true"]}
        where: device.arch == "nowhere"
        data: {split: {by: range, to: 3}}
      """;

  private final Grid grid;

  QuotaIT(Grid grid) {
    this.grid = grid;
  }

  private Client account(String name, String quota) {
    Client client = Grid.account(grid.admin(), name, "submitter");
    Answer set =
        grid.admin()
            .send(
                "PATCH",
                "/api/v1/accounts/" + name,
                "{\"quota\": %s}".formatted(quota).getBytes(StandardCharsets.UTF_8));
    assertEquals(200, set.status(), set.text());
    return client;
  }

  @Test
  void uploadsEndWhereTheStorageEnds() {
    Client client = account("quota-1", "{\"storageBytes\": 1000}");
    byte[] small = "a".repeat(600).getBytes(StandardCharsets.UTF_8);
    byte[] more = "b".repeat(600).getBytes(StandardCharsets.UTF_8);

    client.upload(small);

    Answer refused = client.send("PUT", "/api/v1/blobs/" + Client.sha256(more), more);
    refused.problem(409, "quota.storage", "", "quota-1", "600 of 1000 bytes", "administrator");
    assertEquals(201, client.send("PUT", "/api/v1/blobs/" + Client.sha256(small), small).status());
    JsonNode use = client.get("/api/v1/accounts/quota-1/use").json();
    assertEquals(600, use.path("storageBytes").asLong());
    assertEquals(1000, use.path("quota").path("storageBytes").asLong());
  }

  @Test
  void anUploadCountsInFullFromItsFirstPieceOn() {
    Client client = account("quota-2", "{\"storageBytes\": 1000}");
    byte[] first = "c".repeat(100).getBytes(StandardCharsets.UTF_8);
    String name = Client.sha256("c".repeat(900).getBytes(StandardCharsets.UTF_8));
    byte[] other = "d".repeat(600).getBytes(StandardCharsets.UTF_8);

    Answer piece =
        client.send("PUT", "/api/v1/blobs/" + name, first, "Content-Range", "bytes 0-99/900");

    assertEquals(202, piece.status(), piece.text());
    client
        .send("PUT", "/api/v1/blobs/" + Client.sha256(other), other)
        .problem(409, "quota.storage");
  }

  @Test
  void archivesOfImagesCountUntilTheyAreTakenIn() throws IOException, InterruptedException {
    Client client = account("quota-7", "{\"storageBytes\": 1000}");
    byte[] first = "e".repeat(100).getBytes(StandardCharsets.UTF_8);
    String name = Client.sha256("e".repeat(900).getBytes(StandardCharsets.UTF_8));
    byte[] other = "f".repeat(600).getBytes(StandardCharsets.UTF_8);
    String path = "/api/v1/image-archives/";

    Answer piece = client.send("PUT", path + name, first, "Content-Range", "bytes 0-99/900");

    assertEquals(202, piece.status(), piece.text());
    client.send("PUT", path + Client.sha256(other), other).problem(409, "quota.storage");
    client
        .send("PUT", "/api/v1/blobs/" + Client.sha256(other), other)
        .problem(409, "quota.storage");
    HttpResponse<String> unmeasured =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(client.url() + path + Client.sha256(other)))
                    .header("Authorization", "Bearer " + client.token())
                    .PUT(
                        HttpRequest.BodyPublishers.ofInputStream(
                            () -> new ByteArrayInputStream(other)))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertEquals(422, unmeasured.statusCode(), unmeasured.body());
    assertTrue(unmeasured.body().contains("blob.length"), unmeasured.body());
  }

  @Test
  void submissionsWaitForTheHourToPass() {
    Client client = account("quota-3", "{\"submissionsPerHour\": 2}");
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Answer accepted = client.submit(JOB);
      assertEquals(202, accepted.status(), accepted.text());
      jobs.add(accepted.json().path("id").asText());
    }

    Answer refused = client.submit(JOB);

    refused.problem(429, "quota.submissions", "", "2 jobs", "administrator");
    assertTrue(Long.parseLong(refused.header("Retry-After")) > 3_500);
    assertEquals(
        200, client.post("/api/v1/jobs?dryRun=true", JOB).status(), "looking costs nothing");
    jobs.forEach(id -> client.post("/api/v1/jobs/" + id + "/cancel", ""));
  }

  @Test
  void unitsWaitForOthersOfTheAccountAndSaySo() {
    Client client = account("quota-4", "{\"runningUnits\": 0}");
    grid.device("quota-device");
    String id = client.submit(JOB).json().path("id").asText();

    JsonNode why = client.get("/api/v1/jobs/" + id + "/explain").json();

    assertTrue(why.toString().contains("\"QUOTA\""), why.toString());
    assertTrue(why.toString().contains("all 0 units"), why.toString());
    client.post("/api/v1/jobs/" + id + "/cancel", "");
  }

  @Test
  void quotasAreSetByAdministratorsAndSeenByTheAccount() {
    Client client = account("quota-5", "{\"runningUnits\": 7}");

    JsonNode mine = client.get("/api/v1/accounts/quota-5").json();

    assertEquals("{\"runningUnits\":7}", mine.path("quota").toString());
    client
        .send(
            "PATCH", "/api/v1/accounts/quota-5", "{\"quota\": {}}".getBytes(StandardCharsets.UTF_8))
        .problem(403, "access.right");
    grid.admin()
        .send(
            "PATCH",
            "/api/v1/accounts/quota-5",
            "{\"quota\": {\"runningUnits\": -1}}".getBytes(StandardCharsets.UTF_8))
        .problem(422, "quota.negative", "/quota");
    client.get("/api/v1/accounts/quota-4/use").problem(403, "access.not-yours");
  }

  @Test
  void anAccountWatchesSoManyStreamsAndNoMore() throws IOException, InterruptedException {
    Client client = account("quota-6", "{}");
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(client.url() + "/api/v1/events"))
            .header("Authorization", "Bearer " + client.token())
            .build();
    List<InputStream> open = new ArrayList<>();
    try {
      for (int i = 0; i < 64; i++) {
        HttpResponse<InputStream> stream =
            http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertEquals(200, stream.statusCode());
        open.add(stream.body());
      }

      client.get("/api/v1/events").problem(429, "events.too-many");
    } finally {
      for (InputStream stream : open) {
        stream.close();
      }
    }
  }
}
