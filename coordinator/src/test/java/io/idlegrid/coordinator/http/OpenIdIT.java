package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import io.idlegrid.coordinator.given.GivenProvider;
import io.idlegrid.coordinator.given.GivenProvider.Signing;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Signing in with an OpenID provider, and what comes of providers and strangers that lie. */
@ExtendWith(SharedCoordinator.class)
class OpenIdIT {

  private static final String IN = "/#/signin";

  /** Each test comes from an address of its own: wrong answers are counted by address. */
  private static final AtomicInteger TESTS = new AtomicInteger();

  private final String address = "10.77.0." + TESTS.incrementAndGet();
  private final Grid grid;
  private final GivenProvider provider;

  OpenIdIT(Grid grid) {
    this.grid = grid;
    this.provider = grid.provider();
  }

  /** A browser that was sent away. */
  private record Sent(String address, String cookie) {}

  private Sent begin(String body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("X-Forwarded-For", address));
    Answer answer =
        grid.anybody().post("/api/v1/sessions/openid", body, all.toArray(String[]::new));
    assertEquals(200, answer.status(), answer.text());
    String cookie = answer.header("Set-Cookie");
    assertTrue(cookie.contains("HttpOnly; SameSite=Lax"), cookie);
    return new Sent(answer.json().path("address").asText(), cookie.split(";", 2)[0]);
  }

  private Sent begin() {
    return begin("{}");
  }

  /** Where the provider sends the browser back to: path and query. */
  private String signedInThere(Sent sent) {
    Answer answer = new Client(sent.address(), "").get("");
    assertEquals(302, answer.status(), answer.text());
    URI back = URI.create(answer.header("Location"));
    return back.getRawPath() + "?" + back.getRawQuery();
  }

  private Answer back(String path, String cookie, String... headers) {
    return backFrom(address, path, cookie, headers);
  }

  private Answer backFrom(String from, String path, String cookie, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("Cookie", cookie, "User-Agent", Browser.FIREFOX, "X-Forwarded-For", from));
    Answer answer = grid.anybody().get(path, all.toArray(String[]::new));
    assertEquals(303, answer.status(), answer.text());
    return answer;
  }

  private Answer there() {
    Sent sent = begin();
    return back(signedInThere(sent), sent.cookie());
  }

  /** The session of an answer, by its cookie. */
  private static String session(Answer answer) {
    assertEquals(IN, answer.header("Location"));
    return answer.response().headers().allValues("Set-Cookie").stream()
        .filter(each -> each.startsWith("idlegrid-" + answer.response().uri().getPort() + "="))
        .findFirst()
        .orElseThrow()
        .split(";", 2)[0];
  }

  private JsonNode whoami(Answer answer) {
    Answer me = grid.anybody().get("/api/v1/whoami", "Cookie", session(answer));
    assertEquals(200, me.status(), me.text());
    return me.json();
  }

  private static void assertRefused(String code, Answer answer) {
    assertEquals(IN + "?problem=" + code, answer.header("Location"));
    assertFalse(
        answer.response().headers().allValues("Set-Cookie").stream()
            .anyMatch(each -> each.startsWith("idlegrid-" + answer.response().uri().getPort())),
        "a session begins only for who was vouched for");
  }

  @Test
  void whereThereIsAProviderPeopleAreTold() {
    JsonNode ways = grid.anybody().get("/api/v1/sessions/ways").json();

    assertEquals(GivenProvider.NAME, ways.path("openId").path("name").asText());
  }

  @Test
  void somebodyUnknownGetsAnAccountOfTheRoleForNewcomersAndKeepsIt() {
    provider.comes("sub-1", "Grace Hopper");

    JsonNode first = whoami(there());
    JsonNode second = whoami(there());

    assertEquals("grace-hopper", first.path("account").asText());
    assertEquals("[\"viewer\"]", first.path("roles").toString());
    assertEquals("grace-hopper", second.path("account").asText());
    provider.comes("sub-2", "grace-hopper");
    assertEquals("grace-hopper-2", whoami(there()).path("account").asText());
  }

  @Test
  void itStandsInTheLoginHistoryAndInTheAuditLog() {
    provider.comes("sub-3", "mary");

    String cookie = session(there());

    JsonNode login =
        grid.anybody().get("/api/v1/logins", "Cookie", cookie).json().path("items").get(0);
    assertEquals("openid", login.path("way").asText());
    assertEquals("Firefox on Linux", login.path("client").asText());
    assertTrue(login.path("success").asBoolean());
    String audit = grid.admin().get("/api/v1/audit?limit=20").text();
    assertTrue(
        audit.contains("mary: made as viewer for an identity of " + provider.issuer()), audit);
  }

  @Test
  void anInvitationGivesAnIdentityAnAccountThatWasMadeForIt() {
    provider.comes("sub-4", "whatever");
    grid.admin().post("/api/v1/accounts", "{\"name\": \"openid-ada\", \"roles\": [\"owner\"]}");
    String secret =
        grid.admin().post("/api/v1/accounts/openid-ada/invite", "").json().path("secret").asText();
    Sent sent = begin("{\"invitation\": \"%s\"}".formatted(secret));

    JsonNode me = whoami(back(signedInThere(sent), sent.cookie()));

    assertEquals("openid-ada", me.path("account").asText());
    assertEquals("openid-ada", whoami(there()).path("account").asText());
    grid.anybody()
        .post("/api/v1/sessions/by-invitation", Browser.redeem(secret, Browser.PASSWORD))
        .problem(403, "invitation.invalid");
  }

  @Test
  void whoeverWasDisabledStaysOutside() {
    provider.comes("sub-5", "openid-gone");
    whoami(there());
    grid.admin().patch("/api/v1/accounts/openid-gone", "{\"disabled\": true}");

    assertRefused("account.disabled", there());
  }

  private static Stream<Arguments> lies() {
    return Stream.of(
        lie("another nonce", said -> said.claim("nonce", "0".repeat(64))),
        lie("no nonce", said -> said.claim("nonce", null)),
        lie("another audience", said -> said.audience("another client")),
        lie("further audiences", said -> said.audience(List.of("idle grid", "another client"))),
        lie("another party", said -> said.claim("azp", "another client")),
        lie("another issuer", said -> said.issuer("https://evil.example")),
        lie("over", said -> said.expirationTime(Date.from(Instant.now().minusSeconds(120)))),
        lie("without end", said -> said.expirationTime(null)),
        lie("not yet", said -> said.notBeforeTime(Date.from(Instant.now().plusSeconds(600)))),
        lie("nobody", said -> said.subject(null)),
        lie("an endless name", said -> said.subject("x".repeat(256))));
  }

  private static Arguments lie(String what, UnaryOperator<JWTClaimsSet.Builder> how) {
    return Arguments.argumentSet(what, how);
  }

  @ParameterizedTest
  @MethodSource("lies")
  void whatWasNotSaidForThisSignInIsNotBelieved(UnaryOperator<JWTClaimsSet.Builder> lie) {
    provider.comes("sub-6", "liar");
    provider.says(lie);

    assertRefused("openid.token", there());
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "SHARED_SECRET", "FOREIGN_KEY"})
  void whatTheProvidersKeyDidNotSignIsNotBelieved(Signing signing) {
    provider.comes("sub-7", "forger");
    provider.signs(signing);

    assertRefused("openid.token", there());
  }

  @Test
  void aProviderMayChangeItsKeysAndTheirKind() {
    provider.comes("sub-8", "rotating");
    whoami(there());
    provider.rotate();
    provider.signs(Signing.EC);

    assertEquals("rotating", whoami(there()).path("account").asText());
  }

  @Test
  void aWayBackIsGoneOnceAndByTheBrowserThatWasSentAway() {
    provider.comes("sub-9", "once");
    Sent sent = begin();
    String path = signedInThere(sent);
    Sent other = begin();

    assertRefused("openid.state", back(path, other.cookie()));
    assertRefused("openid.state", back(path, "nothing=here"));
    assertRefused("openid.state", back(path, sent.cookie() + "0"));
    session(back(path, sent.cookie()));
    assertRefused("openid.state", back(path, sent.cookie()));
  }

  @Test
  void aCodeIsGoodForTheTripThatItWasGivenFor() {
    provider.comes("sub-10", "code-thief");
    String stolen = signedInThere(begin()).replaceFirst(".*code=([^&]*).*", "$1");
    Sent mine = begin();

    String path = signedInThere(mine).replaceFirst("code=[^&]*", "code=" + stolen);

    assertRefused("openid.code", back(path, mine.cookie()));
  }

  @Test
  void whatAnotherProviderOrNobodySaysEndsAtTheSignInPage() {
    Sent sent = begin();
    String path = signedInThere(sent).replaceFirst("iss=[^&]*", "iss=https%3A%2F%2Fevil.example");
    assertRefused("openid.denied", back(path, sent.cookie()));

    Sent denied = begin();
    String state = signedInThere(denied).replaceFirst(".*state=([^&]*).*", "$1");
    assertRefused(
        "openid.denied",
        back(
            "/api/v1/sessions/openid/callback?error=access_denied&state=" + state,
            denied.cookie()));
  }

  @Test
  void behindAProxyTheWayBackIsThatOfTheProxy() {
    provider.comes("sub-11", "proxied");
    Sent sent = begin("{}", "X-Forwarded-Proto", "https");
    assertTrue(sent.cookie().startsWith("__Host-idlegrid-openid-"), sent.cookie());
    String way = "https%3A%2F%2F" + RunningCoordinator.PROXY + "%2Fapi%2Fv1%2Fsessions%2Fopenid";
    assertTrue(sent.address().contains("redirect_uri=" + way), sent.address());

    Answer answer = back(signedInThere(sent), sent.cookie(), "X-Forwarded-Proto", "https");

    assertTrue(
        answer.response().headers().allValues("Set-Cookie").stream()
            .anyMatch(
                each -> each.startsWith("__Host-idlegrid-") && each.endsWith("Strict; Secure")),
        answer.response().headers().toString());
  }

  /** A provider of the same site has the browser send our strict cookie along. */
  @Test
  void whoeverIsSignedInAlreadyMayComeBackAsSomebodyElse() {
    provider.comes("sub-12", "twice");
    String before = session(there());
    Sent sent = begin();

    Answer answer =
        back(signedInThere(sent), before + "; " + sent.cookie(), "Sec-Fetch-Site", "same-site");

    assertEquals("twice", whoami(answer).path("account").asText());
  }

  @Test
  void whoeverKeepsComingBackWithNothingWaitsAndNobodyElse() {
    provider.comes("sub-13", "patient");
    Sent sent = begin();
    String path = signedInThere(sent);
    String answer = "";
    for (int attempt = 0; attempt < 20 && !answer.endsWith("signin.wait"); attempt++) {
      Sent again = begin();
      String forged = signedInThere(again).replaceFirst("code=[^&]*", "code=made-up");
      answer = back(forged, again.cookie()).header("Location");
      assertTrue(answer.startsWith(IN + "?problem="), answer);
    }
    assertEquals(IN + "?problem=signin.wait", answer);

    Answer elsewhere = backFrom("10.78.0.1", path, sent.cookie());

    assertEquals("patient", whoami(elsewhere).path("account").asText());
  }

  @Test
  void identitiesAreShownAndUnlinkedButNeverTheLastWayIn() {
    provider.comes("sub-14", "openid-unlinked");
    String cookie = session(there());
    JsonNode mine = identities(grid.admin(), "openid-unlinked");
    assertEquals(provider.issuer(), mine.path("issuer").asText());
    assertEquals("sub-14", mine.path("subject").asText());
    String path = "/api/v1/identities/" + mine.path("id").asText() + "?account=openid-unlinked";

    grid.admin().delete(path).problem(409, "identity.last", "", "openid-unlinked", "invitation");
    assertEquals(200, grid.anybody().get("/api/v1/whoami", "Cookie", cookie).status());

    // An invitation that is opened as somebody else gives the account that identity alone.
    String secret =
        grid.admin()
            .post("/api/v1/accounts/openid-unlinked/invite", "")
            .json()
            .path("secret")
            .asText();
    provider.comes("sub-15", "another");
    Sent sent = begin("{\"invitation\": \"%s\"}".formatted(secret));
    session(back(signedInThere(sent), sent.cookie()));
    assertEquals("sub-15", identities(grid.admin(), "openid-unlinked").path("subject").asText());
    grid.admin().delete(path).problem(404, "identity.unknown");
  }

  private static JsonNode identities(Client admin, String account) {
    JsonNode items = admin.get("/api/v1/identities?account=" + account).json().path("items");
    assertEquals(1, items.size(), items.toString());
    return items.get(0);
  }

  @Test
  void aPageOfSomebodyElseSendsNobodyAway() {
    grid.anybody()
        .post("/api/v1/sessions/openid", "{}", "Origin", "https://evil.example")
        .problem(403, "access.origin");
    grid.anybody()
        .post("/api/v1/sessions/openid", "{\"invitation\": \"a; Domain=evil.example\"}")
        .problem(422, "invitation.invalid");
  }
}
