package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Jobs over HTTP: submitted once, previewed, listed, explained, cancelled. */
@ExtendWith(SharedCoordinator.class)
class JobsIT {

  private static final String JOB =
      """
      apiVersion: idlegrid/v1
      kind: Job
      metadata: {name: %s, labels: {round: "%s"}}
      spec:
        run: {command: [echo, "{{value}}"]}
        where: device.arch == "nowhere"
        data: {split: {by: range, to: %d}}
      """;

  private final Grid grid;

  JobsIT(Grid grid) {
    this.grid = grid;
  }

  @Test
  void aSubmissionIsAcceptedOncePerKey() {
    String job = JOB.formatted("once", "a", 5);

    Answer first = grid.submitter().submit(job, "Idempotency-Key", "key-1");
    Answer again = grid.submitter().submit(job, "Idempotency-Key", "key-1");
    Answer other = grid.submitter().submit(job + "# other\n", "Idempotency-Key", "key-1");
    Answer somebodyElse = grid.other().submit(job, "Idempotency-Key", "key-1");

    assertEquals(202, first.status(), first.text());
    assertEquals("/api/v1/jobs/" + id(first), first.header("Location"));
    assertEquals(202, again.status(), again.text());
    assertEquals(id(first), id(again));
    assertTrue(again.json().path("replay").asBoolean());
    other.problem(409, "idempotency.reused", "", id(first));
    assertFalse(id(first).equals(id(somebodyElse)), "keys belong to accounts");
    grid.submitter()
        .submit(job, "Idempotency-Key", "k".repeat(300))
        .problem(422, "idempotency.key", "Idempotency-Key");
    cancel(grid.submitter(), id(first));
    cancel(grid.other(), id(somebodyElse));
  }

  private static String id(Answer receipt) {
    return receipt.json().path("id").asText();
  }

  private static void cancel(Client client, String id) {
    assertEquals(200, client.post("/api/v1/jobs/" + id + "/cancel", "").status());
  }

  @Test
  void aPreviewChangesNothing() {
    String before = grid.submitter().get("/api/v1/jobs?limit=1000").text();

    Answer preview =
        grid.submitter().post("/api/v1/jobs?dryRun=true", JOB.formatted("dry", "b", 1_000_000_000));

    assertEquals(200, preview.status(), preview.text());
    assertEquals(1_000_000_000, preview.json().path("units").asLong());
    assertEquals(before, grid.submitter().get("/api/v1/jobs?limit=1000").text());
  }

  @Test
  void jobsAreFoundByOwnerAndByWhatPeopleReadOfThem() {
    String labelled =
        """
        apiVersion: idlegrid/v1
        kind: Job
        metadata: {name: needle in hay, labels: {round: search}}
        spec:
          run: {command: ["true"]}
          where: device.arch == "nowhere"
          data: {split: {by: range, to: 3}}
        """;
    String mine = grid.submitter().submit(labelled).json().path("id").asText();
    String theirs = grid.other().submit(labelled).json().path("id").asText();

    assertEquals(List.of(theirs, mine), found(grid.admin(), "text=NEEDLE%20in"));
    assertEquals(List.of(mine), found(grid.admin(), "text=needle&owner=submitter"));
    assertEquals(List.of(theirs), found(grid.admin(), "text=round=search&owner=other"));
    assertEquals(List.of(mine), found(grid.admin(), "text=" + mine));
    assertEquals(
        List.of(), found(grid.submitter(), "text=needle&owner=other"), "not theirs to see");
    assertEquals(List.of(), found(grid.admin(), "text=needle&state=cancelled"));
    grid.other().post("/api/v1/jobs/" + theirs + "/cancel", "");
    assertEquals(List.of(theirs), found(grid.admin(), "text=needle&state=cancelled"));
    grid.admin().get("/api/v1/jobs?state=lost").problem(422, "job.state", "?state", "SUCCEEDED");
  }

  private static List<String> found(Client client, String query) {
    Answer answer = client.get("/api/v1/jobs?" + query);
    assertEquals(200, answer.status(), answer.text());
    return answer.json().path("items").findValuesAsText("id");
  }

  @Test
  void listsAreReadPageByPage() {
    List<String> submitted = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      submitted.add(0, id(grid.submitter().submit(JOB.formatted("page-" + i, "pages", 5))));
    }

    List<String> listed = new ArrayList<>();
    int pages = 0;
    String cursor = "";
    do {
      JsonNode page =
          grid.submitter()
              .get("/api/v1/jobs?label=round=pages&state=RUNNING&limit=2&cursor=" + cursor)
              .json();
      page.path("items").forEach(job -> listed.add(job.path("id").asText()));
      cursor = page.path("next").asText();
      pages++;
    } while (!cursor.isEmpty());

    assertEquals(submitted, listed, "newest first, each once");
    assertEquals(3, pages);
    submitted.forEach(id -> cancel(grid.submitter(), id));
    grid.submitter().get("/api/v1/jobs?limit=0").problem(422, "query.limit", "?limit");
    grid.submitter().get("/api/v1/jobs?limit=x").problem(422, "query.number", "?limit");
  }

  @Test
  void unitsOfALargeJobAreListedAsFarAsTheyWereReached() {
    String id = id(grid.submitter().submit(JOB.formatted("large", "c", 10_000_000)));
    String path = "/api/v1/jobs/" + id;

    JsonNode page = grid.submitter().get(path + "/units?limit=3").json();

    assertEquals(3, page.path("items").size());
    assertEquals("2", page.path("next").asText());
    JsonNode failed = grid.submitter().get(path + "/units?state=failed").json();
    assertEquals("{\"items\":[]}", failed.toString(), "a list of what is nowhere ends");
    JsonNode ready = grid.submitter().get(path + "/units?state=ready&limit=2&cursor=4").json();
    assertEquals(5, ready.at("/items/0/index").asLong(), ready.toString());
    assertEquals("6", ready.path("next").asText());
    grid.submitter().get(path + "/units/10000000").problem(404, "unit.unknown", "", "9999999");
    grid.submitter().get(path + "/units/x").problem(422, "query.number", "unit");
    for (String cursor : List.of("x", "-5", "9223372036854775807")) {
      grid.submitter()
          .get(path + "/units?cursor=" + cursor)
          .problem(422, "query.cursor", "?cursor");
    }
    grid.submitter().get(path + "/results/concat").problem(409, "job.incomplete");
    grid.submitter().get(path + "/results/files/0/out").problem(404, "result.missing");
    grid.submitter().get(path + "/units/0/log").problem(404, "log.none", "", "explain");
    cancel(grid.submitter(), id);
  }

  @Test
  void unitsAreCountedForAMap() {
    String id = id(grid.submitter().submit(JOB.formatted("map", "map", 1_000_000)));
    String path = "/api/v1/jobs/" + id + "/units/map";

    JsonNode map = grid.submitter().get(path + "?cells=500").json();
    JsonNode part = grid.submitter().get(path + "?cells=10&from=990&to=1000").json();

    assertEquals(1_000_000, map.path("total").asLong());
    assertEquals(2_000, map.path("perCell").asLong());
    assertEquals(500, map.path("done").size());
    assertEquals(0, map.path("running").get(0).asLong());
    assertEquals(
        List.of(990L, 1000L), List.of(part.path("from").asLong(), part.path("to").asLong()));
    assertEquals(10, part.path("ready").size());
    grid.submitter().get(path + "?cells=0").problem(422, "query.cells", "?cells", "leave it out");
    grid.submitter().get(path + "?from=1000000").problem(422, "query.from", "?from");
    grid.submitter().get(path + "?from=5&to=5").problem(422, "query.to", "?to");
    cancel(grid.submitter(), id);
  }

  @Test
  void onlyWhatFailedIsTriedAgain() {
    String id = id(grid.submitter().submit(JOB.formatted("retry", "retry", 5)));
    String path = "/api/v1/jobs/" + id + "/units/retry";

    grid.submitter().post(path, "{}").problem(409, "unit.none-failed");
    grid.submitter().post(path, "{\"units\": [7]}").problem(404, "unit.unknown");
    grid.other().post(path, "{}").problem(404, "job.unknown");
    cancel(grid.submitter(), id);
    grid.submitter().post(path, "{}").problem(409, "job.retry", "", "submit it anew");
  }

  @Test
  void aJobKeepsTheFileThatItWasSubmittedAs() {
    String blob = grid.submitter().upload("a\nb\nc\n");
    String job =
        """
        apiVersion: idlegrid/v1
        kind: Job
        metadata: {name: kept}
        spec:
          run: {command: [cat, "{{input}}"]}
          where: device.arch == "nowhere"
          data: {source: "sha256:%s", split: {by: lines, lines: 2}}
        """
            .formatted(blob);

    String id = id(grid.submitter().submit(job));

    JsonNode data = grid.submitter().get("/api/v1/jobs/" + id).json().at("/file/spec/data");
    assertEquals("sha256:" + blob, data.path("source").asText());
    assertEquals(2, data.at("/split/lines").asInt());
    cancel(grid.submitter(), id);
  }

  @Test
  void devicesAreRecommendedForANeed() {
    grid.device("select-1");
    String need = "{\"resources\": {\"cpu\": 1, \"memory\": \"%s\", \"runtime\": \"10m\"}}";

    JsonNode found =
        grid.submitter().post("/api/v1/devices/select", need.formatted("64MiB")).json();

    assertEquals(0, found.path("able").asInt(), found.toString());
    assertEquals("OFFLINE", found.at("/vetoes/0/reason").asText(), found.toString());
    assertEquals(found.path("devices").asInt(), found.path("refusals").size());
    grid.submitter()
        .post("/api/v1/devices/select", need.formatted("lots"))
        .problem(422, "job.unit", "/spec/resources/memory");
    grid.submitter()
        .post("/api/v1/devices/select", "{\"resources\": {}, \"count\": 0}")
        .problem(422, "select.count", "/count");
  }

  @Test
  void artifactsAreNamedListedAndTakenAway() {
    String blob = grid.other().upload("some code");
    String body = "{\"kind\": \"file\", \"sha256\": \"%s\"}".formatted(blob);
    for (String name : List.of("c", "a", "b")) {
      assertEquals(200, grid.other().put("/api/v1/artifacts/" + name, body).status());
    }

    JsonNode first = grid.other().get("/api/v1/artifacts?limit=2").json();
    JsonNode second =
        grid.other().get("/api/v1/artifacts?limit=2&cursor=" + first.path("next").asText()).json();

    assertEquals("a", first.path("items").get(0).path("name").asText());
    assertEquals("c", second.path("items").get(0).path("name").asText());
    assertEquals(0, grid.submitter().get("/api/v1/artifacts").json().path("items").size());
    grid.submitter().get("/api/v1/artifacts/a").problem(404, "artifact.unknown");
    assertEquals(204, grid.other().delete("/api/v1/artifacts/a").status());
    grid.other().get("/api/v1/artifacts/a").problem(404, "artifact.unknown");
    grid.other()
        .put("/api/v1/artifacts/x", body.replace("file", "fiel"))
        .problem(422, "artifact.kind", "/kind", "dataset");
    grid.other()
        .put("/api/v1/artifacts/x", body.replace(blob, "0".repeat(64)))
        .problem(422, "blob.missing", "/sha256", "upload it first");
    grid.other()
        .put("/api/v1/artifacts/x", body.replace(blob, "../passwd"))
        .problem(422, "blob.name", "/sha256", "'../passwd'");
    grid.other().put("/api/v1/artifacts/-x", body).problem(422, "artifact.name", "name");
  }

  @Test
  void aCancelledJobStaysCancelled() {
    String id = id(grid.submitter().submit(JOB.formatted("gone", "d", 5)));
    cancel(grid.submitter(), id);

    JsonNode job = grid.submitter().get("/api/v1/jobs/" + id).json();

    assertEquals("CANCELLED", job.path("state").asText());
    cancel(grid.submitter(), id);
    grid.submitter().get("/api/v1/jobs/j-00000000").problem(404, "job.unknown");
    grid.submitter().get("/api/v1/jobs/not-an-id").problem(404, "job.unknown");
  }

  @Test
  void explainsDeviceByDevice() {
    grid.device("jobs-1");
    String id = id(grid.submitter().submit(JOB.formatted("why", "e", 5)));

    JsonNode why = grid.submitter().get("/api/v1/jobs/" + id + "/explain?unit=3").json();

    JsonNode offline = why.path("vetoes").get(0);
    assertEquals("OFFLINE", offline.path("reason").asText(), why.toString());
    assertTrue(offline.path("devices").asInt() >= 1);
    assertEquals("not connected", offline.path("examples").get(0).path("detail").asText());
    assertEquals(3, why.path("unit").path("index").asInt());
    assertEquals(
        why.path("devices").asInt(), why.path("unit").path("devices").size(), "every device");
    grid.submitter()
        .get("/api/v1/jobs/" + id + "/explain?unit=99")
        .problem(404, "unit.unknown", "", "0 to 4");
    cancel(grid.submitter(), id);
  }
}
