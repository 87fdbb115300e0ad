package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.given.Patience;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Somebody who begins requests while they may, and sends the rest of them when they may not any
 * more.
 */
@ExtendWith(SharedCoordinator.class)
class SlowBodyIT {

  private static final String CONTINUE = "HTTP/1.1 100";

  private final Grid grid;

  SlowBodyIT(Grid grid) {
    this.grid = grid;
  }

  /** A request whose sender was let in, and whose body is yet to come. */
  private record Begun(Socket socket, BufferedReader answer, String body) implements AutoCloseable {

    static Begun of(Client client, String path, String body) throws IOException {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), client.port());
      socket.setSoTimeout((int) Patience.LONG.toMillis());
      String head =
          """
          POST %s HTTP/1.1\r
          Host: 127.0.0.1:%d\r
          Authorization: Bearer %s\r
          Content-Type: application/json\r
          Content-Length: %d\r
          Expect: 100-continue\r
          Connection: close\r
          \r
          """
              .formatted(path, client.port(), client.token(), body.length());
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      // The server asks for the body once a handler reads it: the sender was let in by then.
      String first = String.valueOf(answer.readLine());
      assertTrue(first.startsWith(CONTINUE), first);
      assertEquals("", answer.readLine());
      return new Begun(socket, answer, body);
    }

    /** Sends the body; the status line that comes back. */
    String end() throws IOException {
      socket.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      return String.valueOf(answer.readLine());
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void whoWasDisabledMeanwhileMakesNoAccount() throws IOException {
    Client operator = Grid.account(grid.admin(), "slow-operator", "operator");
    try (Begun begun =
        Begun.of(
            operator,
            "/api/v1/accounts",
            "{\"name\": \"slow-made\", \"roles\": [\"submitter\"]}")) {
      assertEquals(
          200,
          grid.admin().patch("/api/v1/accounts/slow-operator", "{\"disabled\": true}").status());

      assertTrue(begun.end().contains(" 401 "));
    }
    grid.admin().get("/api/v1/accounts/slow-made").problem(404, "account.unknown");
  }

  @Test
  void whoWasDemotedMeanwhileDoesWhatTheyMayNow() throws IOException {
    Client operator = Grid.account(grid.admin(), "slow-demoted", "operator");
    try (Begun begun =
        Begun.of(
            operator, "/api/v1/accounts", "{\"name\": \"slow-too\", \"roles\": [\"submitter\"]}")) {
      assertEquals(
          200,
          grid.admin()
              .patch("/api/v1/accounts/slow-demoted", "{\"roles\": [\"viewer\"]}")
              .status());

      assertTrue(begun.end().contains(" 403 "));
    }
    grid.admin().get("/api/v1/accounts/slow-too").problem(404, "account.unknown");
  }

  @Test
  void aTokenThatWasRemovedMeanwhileSubmitsNothing() throws IOException {
    Client submitter = Grid.account(grid.admin(), "slow-submitter", "submitter");
    String id = submitter.get("/api/v1/tokens").json().path("items").get(0).path("id").asText();
    try (Begun begun = Begun.of(submitter, "/api/v1/tokens", "{\"label\": \"another\"}")) {
      assertEquals(
          204, grid.admin().delete("/api/v1/tokens/" + id + "?account=slow-submitter").status());

      assertTrue(begun.end().contains(" 401 "));
    }
  }

  @Test
  void whoMayStillIsServed() throws IOException {
    Client operator = Grid.account(grid.admin(), "slow-honest", "operator");
    try (Begun begun =
        Begun.of(
            operator, "/api/v1/accounts", "{\"name\": \"slow-fine\", \"roles\": [\"viewer\"]}")) {
      assertTrue(begun.end().contains(" 201 "));
    }
  }
}
