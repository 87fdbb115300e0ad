package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that keeps a session's cookie and shows what belongs to it, as the portal does. */
final class Browser {

  static final String FIREFOX =
      "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0";

  static final String PASSWORD = "seven quiet cameras";

  private final Client client;
  private final String cookie;
  private final String csrf;

  private Browser(Client client, String cookie, String csrf) {
    this.client = client;
    this.cookie = cookie;
    this.csrf = csrf;
  }

  /** Signs in; the answer must be a success. */
  static Browser of(Client client, Answer signedIn) {
    if (signedIn.status() != 201) {
      throw new AssertionError(signedIn.text());
    }
    String cookie = signedIn.header("Set-Cookie").split(";", 2)[0];
    return new Browser(client, cookie, signedIn.json().path("csrf").asText());
  }

  /** A new account whose holder took up an invitation. */
  static Browser invited(Grid grid, String name, String role) {
    Answer made =
        grid.admin()
            .post(
                "/api/v1/accounts",
                "{\"name\": \"%s\", \"roles\": [\"%s\"]}".formatted(name, role));
    assertEquals(201, made.status(), made.text());
    JsonNode invite = grid.admin().post("/api/v1/accounts/" + name + "/invite", "").json();
    assertTrue(invite.path("path").asText().startsWith("/#/signin?invitation="), invite.toString());
    return of(
        grid.anybody(),
        grid.anybody()
            .post(
                "/api/v1/sessions/by-invitation",
                redeem(invite.path("secret").asText(), PASSWORD),
                "User-Agent",
                FIREFOX));
  }

  static String redeem(String secret, String password) {
    return "{\"secret\": \"%s\", \"password\": \"%s\"}".formatted(secret, password);
  }

  static Browser byPassword(Client anybody, String account, String password) {
    return of(anybody, signIn(anybody, account, password));
  }

  static Answer signIn(Client anybody, String account, String password, String... headers) {
    return anybody.post(
        "/api/v1/sessions",
        "{\"account\": \"%s\", \"password\": \"%s\"}".formatted(account, password),
        with(List.of("User-Agent", FIREFOX), headers));
  }

  String cookie() {
    return cookie;
  }

  Answer get(String path, String... headers) {
    return client.get(path, with(List.of("Cookie", cookie), headers));
  }

  /** Asks for a change, as our own page does. */
  Answer send(String method, String path, String body) {
    return bare(method, path, body, "X-CSRF-Token", csrf, "Origin", client.url());
  }

  /** Asks for a change, with the cookie and with whatever headers are given. */
  Answer bare(String method, String path, String body, String... headers) {
    return client.send(
        method,
        path,
        body.getBytes(StandardCharsets.UTF_8),
        with(List.of("Cookie", cookie), headers));
  }

  String csrf() {
    return csrf;
  }

  private static String[] with(List<String> some, String... others) {
    List<String> all = new ArrayList<>(some);
    all.addAll(List.of(others));
    return all.toArray(String[]::new);
  }
}
