package io.idlegrid.coordinator.http;

import static io.idlegrid.coordinator.given.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Passwords, sessions, what browsers may do with them, and what is remembered of it. */
@ExtendWith(SharedCoordinator.class)
class SignInIT {

  private static final String PASSWORD = Browser.PASSWORD;

  private final Grid grid;

  SignInIT(Grid grid) {
    this.grid = grid;
  }

  private Browser invited(String name, String role) {
    return Browser.invited(grid, name, role);
  }

  @Test
  void anInvitationSetsAPasswordWhichSignsIn() {
    invited("sign-1", "submitter");
    Answer answer = Browser.signIn(grid.anybody(), "sign-1", PASSWORD);
    Browser browser = Browser.of(grid.anybody(), answer);

    JsonNode me = browser.get("/api/v1/whoami").json();

    assertEquals("sign-1", me.path("account").asText());
    assertEquals(browser.csrf(), me.path("csrf").asText());
    String cookie = answer.header("Set-Cookie");
    assertTrue(cookie.contains("; HttpOnly; SameSite=Strict"), cookie);
    assertFalse(cookie.contains("Secure"), "plain HTTP on loopback: " + cookie);
    assertFalse(answer.text().contains(browser.cookie().split("=", 2)[1]), "only in the cookie");
  }

  @Test
  void wrongPasswordsAndUnknownAccountsLookTheSame() {
    invited("sign-3", "viewer");

    JsonNode wrong =
        Browser.signIn(grid.anybody(), "sign-3", "wrong", "X-Forwarded-For", "192.0.2.3")
            .problem(401, "signin.wrong");
    JsonNode unknown =
        Browser.signIn(grid.anybody(), "sign-none", "wrong", "X-Forwarded-For", "192.0.2.3")
            .problem(401, "signin.wrong");

    assertEquals(wrong, unknown);
  }

  @Test
  void whoeverGuessesMustWaitAndIsToldHowLong() {
    invited("sign-4", "viewer");
    String[] stranger = {"X-Forwarded-For", "192.0.2.4"};
    for (int i = 0; i < 5; i++) {
      Browser.signIn(grid.anybody(), "sign-4", "wrong " + i, stranger).problem(401, "signin.wrong");
    }

    Answer refused = Browser.signIn(grid.anybody(), "sign-4", PASSWORD, stranger);

    refused.problem(429, "signin.wait");
    assertTrue(Long.parseLong(refused.header("Retry-After")) >= 1);
    assertEquals(
        201, Browser.signIn(grid.anybody(), "sign-4", PASSWORD).status(), "from a known address");
  }

  @Test
  void aCookieAloneChangesNothing() {
    Browser browser = invited("sign-5", "submitter");
    String body = "{\"label\": \"x\"}";

    browser.bare("POST", "/api/v1/tokens", body).problem(403, "access.csrf");
    browser
        .bare("POST", "/api/v1/tokens", body, "X-CSRF-Token", "0".repeat(64))
        .problem(403, "access.csrf");
    browser
        .bare(
            "POST",
            "/api/v1/tokens",
            body,
            "X-CSRF-Token",
            browser.csrf(),
            "Origin",
            "https://evil.example")
        .problem(403, "access.origin");
    browser.get("/api/v1/events", "Origin", "https://evil.example").problem(403, "access.origin");
    browser.get("/api/v1/events", "Sec-Fetch-Site", "cross-site").problem(403, "access.origin");
    assertEquals(201, browser.send("POST", "/api/v1/tokens", body).status());
  }

  @Test
  void noPageOfSomebodyElseMaySignAnybodyIn() {
    Answer answer = Browser.signIn(grid.anybody(), "admin", "x", "Origin", "https://evil.example");

    answer.problem(403, "access.origin");
    assertEquals("", answer.header("Access-Control-Allow-Origin"));
    assertEquals(
        405,
        grid.anybody()
            .send(
                "OPTIONS",
                "/api/v1/whoami",
                new byte[0],
                "Origin",
                "https://evil.example",
                "Access-Control-Request-Method",
                "GET")
            .status(),
        "no preflight is answered");
  }

  @Test
  void signingOutEndsTheSession() {
    Browser browser = invited("sign-6", "viewer");

    Answer out = browser.send("DELETE", "/api/v1/sessions/current", "");

    assertEquals(204, out.status(), out.text());
    assertTrue(out.header("Set-Cookie").contains("Max-Age=0"), out.header("Set-Cookie"));
    browser.get("/api/v1/whoami").problem(401, "access.token");
  }

  @Test
  void aNewPasswordEndsEverySession() {
    Browser first = invited("sign-7", "viewer");
    Browser second = Browser.byPassword(grid.anybody(), "sign-7", PASSWORD);
    assertEquals(2, first.get("/api/v1/sessions").json().path("items").size());

    second
        .send("POST", "/api/v1/password", "{\"current\": \"no\", \"password\": \"longer one\"}")
        .problem(403, "password.wrong");
    second
        .send(
            "POST",
            "/api/v1/password",
            "{\"current\": \"%s\", \"password\": \"short\"}".formatted(PASSWORD))
        .problem(422, "password.length", "/password");
    Answer changed =
        second.send(
            "POST",
            "/api/v1/password",
            "{\"current\": \"%s\", \"password\": \"eight loud cameras\"}".formatted(PASSWORD));

    assertEquals(204, changed.status(), changed.text());
    first.get("/api/v1/whoami").problem(401, "access.token");
    second.get("/api/v1/whoami").problem(401, "access.token");
    Browser.byPassword(grid.anybody(), "sign-7", "eight loud cameras");
  }

  @Test
  void sessionsAreListedAndEndedOneByOne() {
    Browser first = invited("sign-8", "viewer");
    Browser second = Browser.byPassword(grid.anybody(), "sign-8", PASSWORD);
    JsonNode items = second.get("/api/v1/sessions").json().path("items");
    JsonNode other = items.get(0).path("current").asBoolean() ? items.get(1) : items.get(0);

    assertEquals("Firefox on Linux", other.path("client").asText());
    grid.submitter()
        .delete("/api/v1/sessions/" + other.path("id").asText())
        .problem(404, "session.unknown");
    grid.submitter().get("/api/v1/sessions?account=sign-8").problem(403, "access.not-yours");
    assertEquals(
        204,
        grid.admin()
            .delete("/api/v1/sessions/" + other.path("id").asText() + "?account=sign-8")
            .status());
    first.get("/api/v1/whoami").problem(401, "access.token");
    assertEquals(200, second.get("/api/v1/whoami").status());
  }

  @Test
  void programsGetATokenForAPassword() {
    invited("sign-9", "submitter");
    String login = "{\"account\": \"sign-9\", \"password\": \"%s\", \"label\": \"cli\"}";

    grid.anybody()
        .post("/api/v1/tokens/by-password", login.formatted("wrong"))
        .problem(401, "signin.wrong");
    Answer token = grid.anybody().post("/api/v1/tokens/by-password", login.formatted(PASSWORD));

    assertEquals(201, token.status(), token.text());
    Client client = grid.anybody().as(token.json().path("secret").asText());
    assertEquals("sign-9", client.get("/api/v1/whoami").json().path("account").asText());
  }

  @Test
  void aTokenSignsABrowserInWhichKeepsNone() {
    Browser browser =
        Browser.of(
            grid.anybody(),
            grid.anybody()
                .post(
                    "/api/v1/sessions/by-token",
                    "{\"token\": \"%s\"}".formatted(grid.submitter().token())));

    assertEquals("submitter", browser.get("/api/v1/whoami").json().path("account").asText());
    grid.anybody()
        .post(
            "/api/v1/sessions/by-token", "{\"token\": \"igt_no\"}", "X-Forwarded-For", "192.0.2.31")
        .problem(401, "signin.token");
  }

  @Test
  void aTokenOfLimitedScopeDoesWhatItSaysAndNothingElse() {
    invited("sign-10", "submitter");
    Client token = token("sign-10", "[\"read\", \"jobs\"]");

    assertEquals(200, token.get("/api/v1/jobs").status());
    assertEquals(200, token.get("/api/v1/whoami").status());
    token.submit("nonsense").problem(422, "job.syntax");
    token.get("/api/v1/tokens").problem(403, "access.scope", "", "accounts");
    token.post("/api/v1/password", "{}").problem(403, "access.scope");
    grid.anybody()
        .post("/api/v1/sessions/by-token", "{\"token\": \"%s\"}".formatted(token.token()))
        .problem(403, "access.scope");
    Client accounts = token("sign-10", "[\"accounts\"]");
    accounts.get("/api/v1/jobs").problem(403, "access.scope");
    accounts.post("/api/v1/password", "{}").problem(403, "access.scope");
    accounts.post("/api/v1/accounts/sign-10/invite", "").problem(403, "access.right");
    Client managing = token("admin", "[\"accounts\"]");
    managing.post("/api/v1/accounts/sign-10/invite", "").problem(403, "access.scope");
    accounts.post("/api/v1/tokens", "{\"label\": \"x\"}").problem(403, "access.scope");
    assertEquals(
        201,
        accounts.post("/api/v1/tokens", "{\"label\": \"x\", \"scopes\": [\"accounts\"]}").status());
    grid.admin()
        .post("/api/v1/tokens", "{\"label\": \"x\", \"scopes\": [\"everything\"]}")
        .problem(422, "token.scope", "/scopes", "devices");
  }

  private Client token(String account, String scopes) {
    Answer made =
        grid.admin()
            .post(
                "/api/v1/tokens?account=" + account,
                "{\"label\": \"x\", \"scopes\": %s}".formatted(scopes));
    assertEquals(201, made.status(), made.text());
    return grid.anybody().as(made.json().path("secret").asText());
  }

  @Test
  void whatExpiresMakesNothingThatLastsLonger() {
    Grid.account(grid.admin(), "sign-19", "submitter");
    String day = "{\"label\": \"x\", \"days\": 1}";
    Answer made = grid.admin().post("/api/v1/tokens?account=sign-19", day);
    Client brief = grid.anybody().as(made.json().path("secret").asText());
    Instant end = Instant.parse(made.json().path("token").path("expiresAt").asText());

    JsonNode child = brief.post("/api/v1/tokens", "{\"label\": \"x\"}").json().path("token");

    assertTrue(!Instant.parse(child.path("expiresAt").asText()).isAfter(end), child.toString());
    brief
        .post("/api/v1/password", "{\"password\": \"%s\"}".formatted(PASSWORD))
        .problem(403, "password.first");
  }

  @Test
  void tokensTellWhenTheyWereUsedLast() {
    invited("sign-11", "viewer");
    Client token = token("sign-11", "[\"all\"]");

    token.get("/api/v1/whoami");

    // The use is written down beside the request that it delays by nothing.
    await()
        .until(
            () ->
                grid.admin()
                    .get("/api/v1/tokens?account=sign-11")
                    .text()
                    .contains("\"lastUsedAt\""));
  }

  @Test
  void theLoginHistoryTellsWhereFromAndHow() {
    Browser browser = invited("sign-12", "viewer");
    Browser.signIn(grid.anybody(), "sign-12", "wrong", "X-Forwarded-For", "6.6.6.6, 192.0.2.12");

    JsonNode items = browser.get("/api/v1/logins").json().path("items");

    assertEquals(2, items.size(), items.toString());
    assertEquals("192.0.2.12", items.get(0).path("address").asText(), "what the proxy says");
    assertFalse(items.get(0).path("success").asBoolean());
    assertEquals("invitation", items.get(1).path("way").asText());
    assertTrue(items.get(1).path("success").asBoolean());
    browser.get("/api/v1/logins?all=true").problem(403, "access.right");
    assertTrue(grid.admin().get("/api/v1/logins?all=true").text().contains("sign-12"));
    assertEquals(200, grid.admin().get("/api/v1/logins?account=sign-12").status());
  }

  @Test
  void accountsAreChangedByHigherRolesOnly() {
    Client operator = Grid.account(grid.admin(), "sign-13", "operator");
    invited("sign-14", "viewer");

    operator
        .post("/api/v1/accounts", "{\"name\": \"y\", \"roles\": [\"operator\"]}")
        .problem(403, "access.rank");
    patch(operator, "sign-14", "{\"roles\": [\"operator\"]}").problem(403, "access.rank");
    patch(operator, "admin", "{\"disabled\": true}").problem(403, "access.rank");
    patch(operator, "sign-13", "{\"roles\": [\"administrator\"]}").problem(403, "access.rank");
    operator.post("/api/v1/accounts/admin/invite", "").problem(403, "access.rank");
    operator.post("/api/v1/accounts/sign-13/invite", "").problem(403, "access.rank");
    operator
        .post("/api/v1/tokens?account=admin", "{\"label\": \"x\"}")
        .problem(403, "access.not-yours");
    operator.get("/api/v1/sessions?account=admin").problem(403, "access.not-yours");
    patch(operator, "sign-14", "{\"quota\": {}}").problem(403, "access.right", "", "set quotas");
    patch(operator, "sign-14", "{}").problem(422, "account.unchanged");
    patch(operator, "nobody", "{\"disabled\": true}").problem(404, "account.unknown");
    Answer changed = patch(operator, "sign-14", "{\"roles\": [\"submitter\", \"owner\"]}");
    assertEquals("[\"owner\",\"submitter\"]", changed.json().path("roles").toString());
  }

  private static Answer patch(Client client, String account, String change) {
    return client.send(
        "PATCH", "/api/v1/accounts/" + account, change.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void disablingAnAccountEndsItsSessionsAndTokens() {
    Browser browser = invited("sign-15", "submitter");
    Client token = token("sign-15", "[\"all\"]");

    patch(grid.admin(), "sign-15", "{\"disabled\": true}");

    browser.get("/api/v1/whoami").problem(401, "access.token");
    token.get("/api/v1/whoami").problem(401, "access.token");
    Browser.signIn(grid.anybody(), "sign-15", PASSWORD).problem(403, "account.disabled");
    patch(grid.admin(), "sign-15", "{\"disabled\": false}");
    assertEquals(201, Browser.signIn(grid.anybody(), "sign-15", PASSWORD).status());
  }

  @Test
  void theDataFolderIsAWayBack() throws IOException {
    Path file = grid.data().resolve("host.secret");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    String recover = "{\"secret\": \"%s\", \"account\": \"sign-16\"}";

    grid.anybody()
        .post("/api/v1/recovery", recover.formatted("guess"))
        .problem(403, "recovery.secret");
    Answer way = grid.anybody().post("/api/v1/recovery", recover.formatted(Files.readString(file)));
    Browser second =
        Browser.of(
            grid.anybody(),
            grid.anybody()
                .post(
                    "/api/v1/sessions/by-invitation",
                    Browser.redeem(way.json().path("secret").asText(), PASSWORD)));

    assertEquals(
        "[\"administrator\"]", second.get("/api/v1/whoami").json().path("roles").toString());
  }

  @Test
  void nothingSecretIsStored() throws IOException {
    Browser browser = invited("sign-18", "viewer");
    String secret = browser.cookie().split("=", 2)[1];

    try (var files = Files.walk(grid.data().resolve("ignite"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertFalse(bytes.contains(secret), "cookie in " + file);
        assertFalse(bytes.contains(PASSWORD), "password in " + file);
        assertFalse(bytes.contains(grid.admin().token()), "token in " + file);
      }
    }
  }
}
