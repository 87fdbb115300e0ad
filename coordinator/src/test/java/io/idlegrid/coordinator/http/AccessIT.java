package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, and how far. */
@ExtendWith(SharedCoordinator.class)
class AccessIT {

  private static final String JOB =
      """
      apiVersion: idlegrid/v1
      kind: Job
      spec:
        run: {command: ["true"]}
        where: device.arch == "nowhere"
        data: {split: {by: range, to: 3}}
      """;

  /** Wrong secrets count per address, and all tests come from one. */
  private static final String[] FROM = {"X-Forwarded-For", "192.0.2.30"};

  private final Grid grid;

  AccessIT(Grid grid) {
    this.grid = grid;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "nonsense", "igt_", "igd_", "igt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void withoutAValidTokenNobodyIsKnown(String token) {
    Answer answer = grid.anybody().as(token).get("/api/v1/whoami");

    answer.problem(401, "access.token");
    assertEquals("Bearer", answer.header("WWW-Authenticate"));
  }

  @Test
  void theSetupSecretWorksOnce() {
    Answer labelled = grid.other().post("/api/v1/tokens", "{\"label\": \"setup\"}");
    String again = "{\"secret\": \"%s\", \"account\": \"second\"}";

    grid.anybody()
        .post("/api/v1/setup", again.formatted("igs_abcd-efgh"), FROM)
        .problem(403, "setup.secret");
    grid.anybody()
        .post("/api/v1/setup", again.formatted(grid.admin().token()), FROM)
        .problem(403, "setup.secret");
    grid.anybody()
        .post("/api/v1/setup", again.formatted(labelled.json().path("secret").asText()), FROM)
        .problem(403, "setup.secret");
    assertEquals(
        List.of("admin"),
        accounts().stream().filter(name -> name.equals("second") || name.equals("admin")).toList());
  }

  private List<String> accounts() {
    List<String> names = new ArrayList<>();
    grid.admin()
        .get("/api/v1/accounts?limit=1000")
        .json()
        .path("items")
        .forEach(item -> names.add(item.path("name").asText()));
    return names;
  }

  @Test
  void aRemovedTokenOpensNothingAnyMore() {
    JsonNode made = grid.other().post("/api/v1/tokens", "{\"label\": \"gone\"}").json();
    Client borrowed = grid.other().as(made.path("secret").asText());
    String id = made.path("token").path("id").asText();
    int before = borrowed.get("/api/v1/whoami").status();

    grid.submitter().delete("/api/v1/tokens/" + id).problem(404, "token.unknown");
    int removed = grid.other().delete("/api/v1/tokens/" + id).status();

    assertEquals(200, before);
    assertEquals(204, removed);
    borrowed.get("/api/v1/whoami").problem(401, "access.token");
    grid.other().delete("/api/v1/tokens/" + id).problem(404, "token.unknown");
  }

  @Test
  void tokensHaveSensibleBounds() {
    grid.other()
        .post("/api/v1/tokens", "{\"label\": \"x\", \"days\": 0}")
        .problem(422, "token.days", "/days");
    grid.other().post("/api/v1/tokens", "{\"label\": \"\"}").problem(422, "token.label", "/label");
    grid.other().post("/api/v1/tokens", "{}").problem(422, "body.missing", "/label");
    grid.other().post("/api/v1/tokens", "").problem(422, "body.json");
    grid.other().post("/api/v1/tokens", "null").problem(422, "body.missing");
    grid.other()
        .post("/api/v1/tokens", "{\"label\": \"x\", \"role\": 1}")
        .problem(422, "body.json", "", "role");
    grid.other()
        .post("/api/v1/tokens?account=admin", "{\"label\": \"mine\"}")
        .problem(403, "access.not-yours");
    grid.admin()
        .post("/api/v1/tokens?account=nobody", "{\"label\": \"x\"}")
        .problem(404, "account.unknown");
  }

  @Test
  void accountsHaveSensibleNamesAndRoles() {
    grid.admin()
        .post("/api/v1/accounts", "{\"name\": \"Not A Name\", \"roles\": [\"viewer\"]}")
        .problem(422, "account.name", "/name");
    grid.admin()
        .post("/api/v1/accounts", "{\"name\": \"x\", \"roles\": [\"king\"]}")
        .problem(422, "account.role", "/roles", "king", "submitter");
    grid.admin()
        .post("/api/v1/accounts", "{\"name\": \"x\", \"roles\": []}")
        .problem(422, "account.role", "/roles");
    grid.admin()
        .post("/api/v1/accounts", "{\"name\": \"admin\", \"roles\": [\"viewer\"]}")
        .problem(409, "account.exists");
    grid.admin()
        .post("/api/v1/accounts", "{\"name\": \"x\", \"roles\": [\"administrator\"]}")
        .problem(403, "access.rank", "", "recover");
    grid.submitter()
        .post("/api/v1/accounts", "{\"name\": \"x\", \"roles\": [\"administrator\"]}")
        .problem(403, "access.right", "", "manage accounts");
  }

  @Test
  void joinCodesOpenTheDoorAsOftenAsTheySay() {
    JsonNode invitation =
        grid.owner().post("/api/v1/invitations", "{\"uses\": 1, \"hours\": 1}").json();
    String join = "{\"code\": \"%s\", \"name\": \"cam\"}";
    String good = join.formatted(invitation.path("code").asText());

    grid.anybody()
        .post("/api/v1/devices/join", join.formatted("2222-3333-4444-5555"))
        .problem(403, "join.code");
    grid.anybody()
        .post("/api/v1/devices/join", good.replace("cam", " "))
        .problem(422, "device.name", "/name");
    assertEquals(201, grid.anybody().post("/api/v1/devices/join", good).status());
    grid.anybody().post("/api/v1/devices/join", good).problem(403, "join.used-up");
    grid.submitter()
        .post("/api/v1/invitations", "{\"uses\": 1, \"hours\": 1}")
        .problem(403, "access.right", "", "invite devices");
    grid.owner()
        .post("/api/v1/invitations", "{\"uses\": 0, \"hours\": 1}")
        .problem(422, "invitation.uses", "/uses");
    grid.owner()
        .post("/api/v1/invitations", "{\"uses\": 1, \"hours\": 99999}")
        .problem(422, "invitation.hours", "/hours");
  }

  @Test
  void deviceKeysAndTokensAreNotExchanged() {
    Client device = grid.device("access-1");

    device.get("/api/v1/whoami").problem(403, "access.kind", "", "account's token");
    device.get("/api/v1/jobs").problem(403, "access.kind");
    device.submit(JOB).problem(403, "access.kind");
    device.get("/api/v1/blobs/" + "0".repeat(64)).problem(404, "blob.missing");
    assertEquals(Optional.of(401), refusedUpgrade(grid.submitter().token(), ""));
  }

  @Test
  void theSocketOfDevicesIsForDevices() {
    Client device = grid.device("access-2");

    assertEquals(Optional.of(401), refusedUpgrade("", ""));
    assertEquals(Optional.of(401), refusedUpgrade("igd_nonsense", ""));
    assertEquals(
        Optional.of(403), refusedUpgrade(device.token(), "http://evil.example"), "from a page");
    assertEquals(
        Optional.of(403), refusedUpgrade(device.token(), grid.anybody().url()), "from our own");
    assertEquals(Optional.empty(), refusedUpgrade(device.token(), ""));
  }

  /** The status of a refused upgrade; empty when the socket opened. */
  private Optional<Integer> refusedUpgrade(String token, String origin) {
    WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
    if (!token.isEmpty()) {
      builder.header("Authorization", "Bearer " + token);
    }
    if (!origin.isEmpty()) {
      builder.header("Origin", origin);
    }
    try {
      builder
          .buildAsync(
              URI.create(grid.anybody().url().replace("http", "ws") + "/api/v1/devices/link"),
              new WebSocket.Listener() {})
          .join()
          .abort();
      return Optional.empty();
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return Optional.of(refused.getResponse().statusCode());
      }
      throw e;
    }
  }

  @Test
  void jobsOfOthersCannotBeSeen() {
    String id = grid.submitter().submit(JOB).json().path("id").asText();
    String path = "/api/v1/jobs/" + id;

    for (String part :
        List.of("", "/explain", "/units", "/units/0", "/units/0/log", "/results", "/events")) {
      grid.other().get(path + part).problem(404, "job.unknown");
    }
    grid.other().post(path + "/cancel", "").problem(404, "job.unknown");
    grid.owner().get(path).problem(404, "job.unknown");
    assertTrue(!grid.other().get("/api/v1/jobs?limit=1000").text().contains(id));
    assertEquals(200, grid.admin().get(path).status());
    assertEquals(200, grid.submitter().post(path + "/cancel", "").status());
  }

  @Test
  void viewersSeeAndTouchNothing() {
    Client viewer = Grid.account(grid.admin(), "viewer-1", "viewer");
    String id = grid.submitter().submit(JOB).json().path("id").asText();

    assertEquals(200, viewer.get("/api/v1/jobs/" + id).status());
    viewer.post("/api/v1/jobs/" + id + "/cancel", "").problem(403, "access.not-yours");
    viewer.submit(JOB).problem(403, "access.right", "", "submit jobs");
    viewer.get("/metrics").problem(403, "access.right");
    grid.submitter().post("/api/v1/jobs/" + id + "/cancel", "");
  }

  /** Whoever knows the hash of a file may read it, so that a hash is for readers. */
  @Test
  void viewersAreNotToldWhatWouldOpenCodeAndData() {
    Client viewer = Grid.account(grid.admin(), "viewer-2", "viewer");
    String code = grid.submitter().upload("print('mine')");
    String job =
        JOB.replace("where:", "artifacts: {helper: \"sha256:%s\"}\n  where:".formatted(code));
    String path = "/api/v1/jobs/" + grid.submitter().submit(job).json().path("id").asText();

    for (String each :
        List.of(path, path + "/explain?unit=0", path + "/units", path + "/units/0")) {
      Answer seen = viewer.get(each);
      assertEquals(200, seen.status(), seen.text());
      assertTrue(!seen.text().contains(code) && !seen.json().has("file"), seen.text());
    }
    for (Client reader : List.of(grid.submitter(), grid.admin())) {
      assertTrue(reader.get(path).text().contains(code), "readers see the file");
    }
    grid.submitter().post(path + "/cancel", "");
  }

  @Test
  void theImagesOfADeviceAreNotOpenedByLookingAtIt() {
    Client device = grid.device("access-4");
    String digest = "4".repeat(64);
    try (DeviceLine line = DeviceLine.open(device).hello()) {
      String one = "/api/v1/devices/" + line.next("welcome").path("deviceId").asText();
      line.say(
          "{\"type\": \"report\", \"sequence\": 1, \"images\": [{\"digest\": \"%s\","
                  .formatted(digest)
              + " \"state\": \"here\", \"detail\": \"\", \"done\": 1, \"total\": 1}]}");
      while (line.next("orders").path("answers").asLong() != 1) {
        // Others are pushed in between.
      }
      assertEquals(digest, grid.owner().get(one).json().at("/images/0/digest").asText());
      assertEquals(
          digest.substring(0, 12),
          grid.submitter().get(one).json().at("/images/0/digest").asText());
    }
  }

  @Test
  void devicesObeyTheirOwnersOnly() {
    grid.device("access-3");
    String path = "/api/v1/devices/access-3";

    grid.submitter()
        .send("PATCH", path, "{\"duty\": \"PAUSE\"}".getBytes(StandardCharsets.UTF_8))
        .problem(403, "access.not-yours");
    grid.owner()
        .send("PATCH", path, "{\"duty\": \"SLEEP\"}".getBytes(StandardCharsets.UTF_8))
        .problem(422, "device.duty", "/duty", "LEND");
    grid.owner()
        .send("PATCH", path, "{\"risk\": 2}".getBytes(StandardCharsets.UTF_8))
        .problem(422, "device.risk", "/risk");
    grid.owner()
        .send("PATCH", path, hours("some day", "UTC"))
        .problem(422, "device.hours", "/hours", "'some day'");
    grid.owner()
        .send("PATCH", path, hours("mon", "Atlantis/Port"))
        .problem(422, "device.hours", "/hours", "Atlantis/Port");
    grid.owner()
        .send("PATCH", path, "{\"pauseSeconds\": 60}".getBytes(StandardCharsets.UTF_8))
        .problem(422, "device.pause", "/pauseSeconds", "PAUSE");
    byte[] twoHours =
        "{\"duty\": \"PAUSE\", \"pauseSeconds\": 7200}".getBytes(StandardCharsets.UTF_8);
    Answer forTwoHours = grid.owner().send("PATCH", path, twoHours);
    assertTrue(forTwoHours.json().has("pausedUntil"), forTwoHours.text());
    String week = "mon-fri 18:00-08:00, sat-sun";
    Answer lent = grid.owner().send("PATCH", path, hours(week, "Europe/Berlin"));
    assertEquals(week, lent.json().path("hours").path("week").asText(), lent.text());
    assertEquals("Europe/Berlin", lent.json().path("hours").path("zone").asText());
    Answer always = grid.owner().send("PATCH", path, hours("always", "UTC"));
    assertTrue(always.json().path("hours").isMissingNode(), always.text());
    Answer paused =
        grid.owner().send("PATCH", path, "{\"duty\": \"PAUSE\"}".getBytes(StandardCharsets.UTF_8));
    assertEquals("PAUSE", paused.json().path("duty").asText(), paused.text());
    grid.owner().get("/api/v1/devices/nowhere").problem(404, "device.unknown");
    grid.owner().get("/api/v1/devices/nowhere/forecast").problem(404, "device.unknown");
  }

  private static byte[] hours(String week, String zone) {
    return "{\"hours\": {\"week\": \"%s\", \"zone\": \"%s\"}}"
        .formatted(week, zone)
        .getBytes(StandardCharsets.UTF_8);
  }
}
