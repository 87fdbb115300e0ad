package io.idlegrid.coordinator.http;

import static io.idlegrid.coordinator.given.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.given.Patience;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no well-meaning client sends. */
@ExtendWith(SharedCoordinator.class)
class OddRequestsIT {

  private static final int MOST_OF_ONE_ADDRESS = 32;

  private final Grid grid;

  OddRequestsIT(Grid grid) {
    this.grid = grid;
  }

  @Test
  void aHeaderMakesARequestNoOther() {
    String[] asGet = {"X-HTTP-Method-Override", "GET"};
    String[] asDelete = {"X-HTTP-Method-Override", "DELETE"};

    Answer made = grid.other().post("/api/v1/tokens", "{\"label\": \"odd\"}", asGet);
    Answer read = grid.other().get("/api/v1/tokens/12345678", asDelete);

    assertEquals(201, made.status(), made.text());
    read.problem(405, "route.method");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/accounts", "/api/v1/jobs", "/api/v1/events", "/metrics"})
  void nobodyIsTheWiserForAskingForTheHead(String path) {
    assertEquals(401, head(grid.anybody(), path).status());
    assertEquals(200, head(grid.admin(), path).status());
  }

  @Test
  void theHeadIsThatOfTheAnswer() {
    String blob = "/api/v1/blobs/" + grid.submitter().upload("odd but whole");

    Answer answer = head(grid.submitter(), blob);

    assertEquals("13", answer.header("Content-Length"));
    assertEquals(404, head(grid.submitter(), "/api/v1/jobs/j-none").status());
    assertEquals(404, head(grid.anybody(), "/api/v1/nothing").status());
    assertEquals(200, head(grid.anybody(), "/").status());
    assertEquals(200, head(grid.anybody(), "/healthz").status());
  }

  private static Answer head(Client client, String path) {
    return client.send("HEAD", path, new byte[0]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%00",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/api/v1/accounts/%ff",
        "/api/v1/accounts/%u0041",
        "/api/v1/accounts/%zz",
        "/api/v1/..;/accounts",
        "http://evil.example/healthz"
      })
  void whatTheServerRefusesItselfIsAProblemLikeAnyOther(String target) throws IOException {
    try (Socket socket = connect()) {
      write(
          socket,
          "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n"
              .formatted(target, grid.anybody().port()));

      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
      assertTrue(answer.contains("Content-Type: application/problem+json"), answer);
      assertTrue(answer.contains("Content-Security-Policy: default-src 'self'"), answer);
      assertTrue(answer.contains("X-Content-Type-Options: nosniff"), answer);
      assertTrue(answer.contains("\"code\":\"request\""), answer);
      assertFalse(answer.contains("<html"), answer);
    }
  }

  @Test
  void whatIsNoTextIsRefusedAsSuch() {
    byte[] noCharacter = {0, 0, 0, '{', 0, 0x11, 0x22, 0x33};

    grid.anybody().send("POST", "/api/v1/sessions", noCharacter).problem(422, "body.json");
  }

  @Test
  void listsHaveNoGaps() {
    grid.admin()
        .post("/api/v1/accounts", "{\"name\": \"odd-1\", \"roles\": [null]}")
        .problem(422, "body.missing", "/roles");
    grid.other()
        .post("/api/v1/tokens", "{\"label\": \"odd\", \"scopes\": [null]}")
        .problem(422, "body.missing", "/scopes");
  }

  @Test
  void aLabelIsOneLine() {
    grid.other()
        .post("/api/v1/tokens", "{\"label\": \"cli\\u001b[2J\"}")
        .problem(422, "token.label", "/label");
  }

  /** Each keeps a thread of the server: one address must not keep them all. */
  @Test
  void strangersWhoSendSlowlyKeepOnlyThemselvesWaiting() throws IOException {
    String there = "192.0.2.77";
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < MOST_OF_ONE_ADDRESS; i++) {
        slow.add(connect());
        write(slow.get(i), begun(there));
      }
      await().until(() -> code(signIn(there)).equals("request.too-many"));

      assertEquals("3", signIn(there).header("Retry-After"));
      signIn("192.0.2.78").problem(401, "signin.wrong");
      assertEquals(200, grid.anybody().get("/healthz").status());
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
    await().until(() -> code(signIn(there)).startsWith("signin."));
  }

  private static String code(Answer answer) {
    return answer.json().path("code").asText();
  }

  private Answer signIn(String from) {
    return Browser.signIn(grid.anybody(), "odd-nobody", "wrong", "X-Forwarded-For", from);
  }

  /** The head of a request, and the first byte of its body. */
  private String begun(String from) {
    return """
        POST /api/v1/sessions HTTP/1.1\r
        Host: 127.0.0.1:%d\r
        X-Forwarded-For: %s\r
        Content-Length: 1000\r
        \r
        {"""
        .formatted(grid.anybody().port(), from);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), grid.anybody().port());
    socket.setSoTimeout((int) Patience.LONG.toMillis());
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }
}
