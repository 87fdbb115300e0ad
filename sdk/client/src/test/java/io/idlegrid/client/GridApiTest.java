package io.idlegrid.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.client.FakeCoordinator.Answer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GridApiTest {

  private FakeCoordinator coordinator;

  @BeforeEach
  void start() throws Exception {
    coordinator = new FakeCoordinator();
  }

  @AfterEach
  void stop() {
    coordinator.close();
  }

  @Test
  void showsItsToken() {
    List<String> shown = new ArrayList<>();
    coordinator.on(
        "GET /x",
        exchange -> {
          shown.add(exchange.getRequestHeaders().getFirst("Authorization"));
          FakeCoordinator.json(200, "{}").to(exchange);
        });

    coordinator.api().get("/x", JsonNode.class);

    assertEquals(List.of("Bearer secret"), shown);
  }

  @Test
  void waitsAsABusyCoordinatorAsks() {
    coordinator.on(
        "GET /x",
        FakeCoordinator.busy("7"),
        FakeCoordinator.busy("3"),
        FakeCoordinator.json(200, "{\"a\":1}"));

    JsonNode answer = coordinator.api().get("/x", JsonNode.class);

    assertEquals(1, answer.path("a").asInt());
    assertEquals(List.of(Duration.ofSeconds(7), Duration.ofSeconds(3)), coordinator.pauses);
  }

  @Test
  void givesUpOnACoordinatorThatStaysBusy() {
    coordinator.on("GET /x", FakeCoordinator.busy("1"));

    GridException error =
        assertThrows(GridException.class, () -> coordinator.api().get("/x", JsonNode.class));

    assertEquals("grid.busy", error.code());
    assertEquals(8, coordinator.requests.size());
  }

  @Test
  void carriesTheProblemDocument() {
    coordinator.on("POST /x", FakeCoordinator.problem(422, "job.unknown-key"));

    GridException error =
        assertThrows(
            GridException.class, () -> coordinator.api().post("/x", "text", JsonNode.class));

    assertEquals(422, error.status());
    assertEquals("job.unknown-key", error.code());
    assertEquals("h", error.hint().orElseThrow());
    assertEquals(1, coordinator.requests.size());
  }

  @Test
  void explainsAnAnswerOfSomethingElse() {
    coordinator.on(
        "GET /x",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(404, 5);
          exchange
              .getResponseBody()
              .write("<h1>!".getBytes(java.nio.charset.StandardCharsets.UTF_8));
          exchange.close();
        });

    GridException error =
        assertThrows(GridException.class, () -> coordinator.api().get("/x", JsonNode.class));

    assertEquals("http.404", error.code());
    assertTrue(error.getMessage().contains("<h1>!"), error.getMessage());
  }

  @Test
  void doesNotRepeatAPostThatMayHaveArrived() {
    coordinator.on("POST /x", abandoned(), FakeCoordinator.json(200, "{}"));

    assertThrows(
        UnreachableException.class, () -> coordinator.api().post("/x", "once", JsonNode.class));

    assertEquals(1, coordinator.requests.size());
  }

  @Test
  void repeatsAPostWithAnIdempotencyKey() {
    coordinator.on("POST /x", abandoned(), FakeCoordinator.json(200, "{\"a\":2}"));

    JsonNode answer =
        coordinator.api().post("/x", "once", JsonNode.class, Map.of("Idempotency-Key", "k"));

    assertEquals(2, answer.path("a").asInt());
    assertEquals(2, coordinator.requests.size());
  }

  @Test
  void aWaitOfMinutesIsTheCallersToDecide() {
    coordinator.on("GET /x", FakeCoordinator.busy("3600"), FakeCoordinator.json(200, "{\"a\":1}"));

    assertThrows(GridException.class, () -> coordinator.api().get("/x", JsonNode.class));

    assertEquals(1, coordinator.requests.size());
    assertEquals(0, coordinator.pauses.size());
  }

  @Test
  void tellsThatNobodyAnswers() {
    GridApi api = coordinator.api();
    coordinator.close();

    UnreachableException error =
        assertThrows(UnreachableException.class, () -> api.get("/x", JsonNode.class));

    assertEquals("client.unreachable", error.code());
    assertTrue(error.isRetryable());
    assertEquals(2, coordinator.pauses.size());
  }

  @Test
  void hearsEventsUntilTheHandlerHasEnough() {
    coordinator.on(
        "GET /e",
        FakeCoordinator.events(
            ": hello\n\n",
            "event: progress\ndata: {\"n\":1}\n\n",
            "event: progress\r\ndata: {\r\ndata: }\r\n\r\n",
            "event: end\ndata: {}\n\n"));
    List<String> heard = new ArrayList<>();

    boolean isEnough =
        coordinator
            .api()
            .events(
                "/e",
                (name, data) -> {
                  heard.add(name + " " + data);
                  return !name.equals("end");
                });

    assertTrue(isEnough);
    assertEquals(List.of("progress {\"n\":1}", "progress {\n}", "end {}"), heard);
  }

  @Test
  void tellsThatAStreamEndedByItself() {
    coordinator.on("GET /e", FakeCoordinator.events("data: 1\n\n", "data: cut off"));
    List<String> heard = new ArrayList<>();

    boolean isEnough =
        coordinator
            .api()
            .events(
                "/e",
                (name, data) -> {
                  heard.add(name + " " + data);
                  return true;
                });

    assertFalse(isEnough);
    assertEquals(List.of("message 1"), heard);
  }

  @Test
  void handsOnADocumentInPlaceOfAStream() {
    coordinator.on("GET /e", FakeCoordinator.json(200, "{\"text\":\"t\"}"));
    List<String> heard = new ArrayList<>();

    coordinator.api().events("/e", (name, data) -> heard.add(name + " " + data));

    assertEquals(List.of("document {\"text\":\"t\"}"), heard);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://grid.example.org", "http://10.0.0.1:7080", "http://127.example.org"})
  void refusesToSendATokenUnprotected(String url) {
    GridException error =
        assertThrows(GridException.class, () -> new GridApi(URI.create(url), "secret"));

    assertEquals("client.plain-http", error.code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"grid", "ftp://grid", "file:///grid", "http:///x"})
  void refusesWhatIsNoAddress(String url) {
    GridException error =
        assertThrows(GridException.class, () -> new GridApi(URI.create(url), "secret"));

    assertEquals("client.url", error.code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:1",
        "http://127.0.0.1",
        "http://[::1]:7080/",
        "https://a.b/grid/"
      })
  void takesAddressesThatAreSafe(String url) {
    GridApi api = new GridApi(URI.create(url), "secret");

    assertFalse(api.base().toString().endsWith("/"));
  }

  @Test
  void writesNamesAsSegments() {
    assertEquals("a%20b%2Fc%3F%C3%A9", GridApi.segment("a b/c?é"));
  }

  /** Takes a request and closes the connection before there is an answer. */
  private static Answer abandoned() {
    return exchange -> {
      exchange.getRequestBody().readAllBytes();
      throw new java.io.IOException("played: the connection breaks");
    };
  }
}
