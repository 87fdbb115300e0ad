package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.idlegrid.coordinator.given.Patience;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

/** The portal's live stream. */
@ExtendWith(SharedCoordinator.class)
@Timeout(value = Patience.TEST_SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class EventsIT {

  private static final String JOB =
      """
      apiVersion: idlegrid/v1
      kind: Job
      metadata: {name: watched}
      spec:
        run: {command: ["true"]}
        where: device.arch == "nowhere"
        data: {split: {by: range, to: 77}}
      """;

  private final Grid grid;

  EventsIT(Grid grid) {
    this.grid = grid;
  }

  /** Reads events of one stream, one by one. */
  private static final class Stream implements AutoCloseable {

    private final HttpResponse<InputStream> response;
    private final BufferedReader in;

    Stream(Client client, String path) throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(client.url() + path))
              .header("Authorization", "Bearer " + client.token())
              .timeout(Patience.LONG)
              .build();
      response =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
      in = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** Data of the next event with this name that fits. */
    JsonNode next(String event, Predicate<JsonNode> fits) throws IOException {
      while (true) {
        String line = in.readLine();
        if (line == null) {
          throw new AssertionError("the stream ended before " + event);
        }
        if (line.equals("event: " + event)) {
          JsonNode data = new JsonMapper().readTree(in.readLine().substring("data: ".length()));
          if (fits.test(data)) {
            return data;
          }
        }
      }
    }

    void awaitEnd() throws IOException {
      while (in.readLine() != null) {
        // What was on its way may still arrive.
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  private static Predicate<JsonNode> naming(String id) {
    return data -> data.path("ids").toString().contains(id);
  }

  @Test
  void aStreamEndsForWhoeverIsShutOutMeanwhile() throws Exception {
    Client watcher = Grid.account(grid.admin(), "events-gone", "viewer");
    try (Stream stream = new Stream(watcher, "/api/v1/events")) {
      stream.next("overview", any -> true);

      Answer disabled =
          grid.admin()
              .send(
                  "PATCH",
                  "/api/v1/accounts/events-gone",
                  "{\"disabled\": true}".getBytes(StandardCharsets.UTF_8));

      assertEquals(200, disabled.status(), disabled.text());
      stream.awaitEnd();
    }
  }

  @Test
  void showsTheGridAtOnceAndWheneverItChanges() throws Exception {
    try (Stream stream = new Stream(grid.submitter(), "/api/v1/events")) {
      JsonNode first = stream.next("overview", any -> true);
      String id = grid.submitter().submit(JOB).json().path("id").asText();
      JsonNode grown = stream.next("overview", view -> view.path("recent").toString().contains(id));
      JsonNode happening = newest(grown, id);

      assertEquals("text/event-stream", stream.response.headers().firstValue("Content-Type").get());
      assertTrue(grown.path("activeJobs").asInt() >= 1, grown.toString());
      assertTrue(grown.path("units").path("waiting").asLong() >= 77, grown.toString());
      assertTrue(first.path("devices").has("offline") && first.path("harvest").has("cpuSeconds"));
      assertEquals("job", happening.path("kind").asText());
      assertEquals("watched", happening.path("name").asText());
      assertEquals("RUNNING", happening.path("state").asText());
      grid.submitter().post("/api/v1/jobs/" + id + "/cancel", "");
      stream.next("overview", view -> newest(view, id).path("state").asText().equals("CANCELLED"));
    }
  }

  /** What happened last to a job; devices come and go meanwhile. */
  private static JsonNode newest(JsonNode overview, String job) {
    return StreamSupport.stream(overview.path("recent").spliterator(), false)
        .filter(happening -> happening.toString().contains(job))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void countsWhatGoesThroughTheDoorAndTellsIt() throws Exception {
    try (Stream stream = new Stream(grid.submitter(), "/api/v1/events")) {
      String first = stream.next("overview", any -> true).toString();

      JsonNode counted =
          stream.next("overview", view -> view.path("activity").path("calls").asLong() > 0);

      JsonNode activity = counted.path("activity");
      assertTrue(activity.path("sentBytes").asLong() > first.length(), counted.toString());
      assertTrue(activity.path("receivedBytes").asLong() > 0, counted.toString());
      assertTrue(activity.has("visits") && activity.has("newAccounts"), counted.toString());
      assertTrue(counted.path("harmToday").path("harm").has("waitedSeconds"), counted.toString());
    }
  }

  @Test
  void namesTheJobsThatChangedToThoseWhoMaySeeThem() throws Exception {
    try (Stream others = new Stream(grid.other(), "/api/v1/events");
        Stream operator = new Stream(grid.admin(), "/api/v1/events")) {
      others.next("overview", any -> true);
      operator.next("overview", any -> true);
      String foreign = grid.submitter().submit(JOB).json().path("id").asText();
      operator.next("jobs", naming(foreign));
      String own = grid.other().submit(JOB).json().path("id").asText();

      JsonNode view = others.next("overview", each -> each.path("recent").toString().contains(own));
      JsonNode changed = others.next("jobs", any -> true);

      assertEquals("[\"" + own + "\"]", changed.path("ids").toString());
      assertTrue(!view.toString().contains(foreign), view.toString());
      grid.submitter().post("/api/v1/jobs/" + foreign + "/cancel", "");
      grid.other().post("/api/v1/jobs/" + own + "/cancel", "");
    }
  }

  @Test
  void streamsTheProgressOfAJobToItsEnd() throws Exception {
    String id = grid.submitter().submit(JOB).json().path("id").asText();
    try (Stream stream = new Stream(grid.submitter(), "/api/v1/jobs/" + id + "/events")) {
      JsonNode running = stream.next("progress", any -> true);
      grid.submitter().post("/api/v1/jobs/" + id + "/cancel", "");
      JsonNode over =
          stream.next("progress", view -> view.path("state").asText().equals("CANCELLED"));
      stream.next("end", any -> true);

      assertEquals("RUNNING", running.path("state").asText());
      assertEquals(77, over.path("units").path("total").asInt());
    }
  }
}
