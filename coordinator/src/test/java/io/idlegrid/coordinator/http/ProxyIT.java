package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By what name the coordinator is asked, and what a proxy in front of it says. */
@ExtendWith(SharedCoordinator.class)
class ProxyIT {

  private static final String PASSWORD = Browser.PASSWORD;

  private final Grid grid;

  ProxyIT(Grid grid) {
    this.grid = grid;
  }

  @Test
  void behindAProxyWithTlsCookiesAreSecureAndTlsIsRemembered() {
    Browser.invited(grid, "proxy-1", "viewer");

    Answer answer =
        Browser.signIn(grid.anybody(), "proxy-1", PASSWORD, "X-Forwarded-Proto", "https");

    String cookie = answer.header("Set-Cookie");
    assertTrue(cookie.startsWith("__Host-") && cookie.endsWith("; Secure"), cookie);
    assertEquals("max-age=31536000", answer.header("Strict-Transport-Security"));
    assertEquals("", grid.anybody().get("/healthz").header("Strict-Transport-Security"));
  }

  /** Whoever is in between may write a page of the same name that comes without TLS. */
  @Test
  void overTlsAPageWithoutItIsSomebodyElses() {
    Browser.invited(grid, "proxy-3", "viewer");
    String own = "//127.0.0.1:" + grid.anybody().port();

    for (String[] origin :
        new String[][] {
          {"Origin", "http:" + own}, {"Origin", "https:" + own, "Origin", "https://evil.example"}
        }) {
      signInOverTls(origin).problem(403, "access.origin");
    }
    assertEquals(201, signInOverTls("Origin", "https:" + own).status());
  }

  private Answer signInOverTls(String... origin) {
    List<String> headers = new ArrayList<>(List.of("X-Forwarded-Proto", "https"));
    headers.addAll(List.of(origin));
    return Browser.signIn(grid.anybody(), "proxy-3", PASSWORD, headers.toArray(String[]::new));
  }

  @Test
  void whatTheClientSaysOfItselfIsNotBelieved() {
    Browser browser = Browser.invited(grid, "proxy-2", "viewer");

    Browser.signIn(
        grid.anybody(),
        "proxy-2",
        "wrong",
        "X-Forwarded-For",
        "6.6.6.6",
        "X-Forwarded-For",
        "7.7.7.7, 192.0.2.12");

    JsonNode items = browser.get("/api/v1/logins").json().path("items");
    assertEquals("192.0.2.12", items.get(0).path("address").asText(), "what the proxy added");
  }

  /** A page of evil.example may have that name point to 127.0.0.1 and read what is answered. */
  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "LOCALHOST:7080, 200",
    "127.0.0.1:1, 200",
    "[::1]:7080, 200",
    "grid.example.org, 200",
    "evil.example, 403",
    "evil.example:7080, 403",
    "127.0.0.1.evil.example, 403",
    "localhost.evil.example, 403"
  })
  void onlyOwnNamesAreAnswered(String host, int status) throws IOException {
    assertEquals(status, status(host));
  }

  /** The JDK's client does not let tests lie about the host. */
  private int status(String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), grid.anybody().port())) {
      socket
          .getOutputStream()
          .write(
              "GET /healthz HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                  .formatted(host)
                  .getBytes(StandardCharsets.US_ASCII));
      String line =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      return Integer.parseInt(line.split(" ", 3)[1]);
    }
  }
}
