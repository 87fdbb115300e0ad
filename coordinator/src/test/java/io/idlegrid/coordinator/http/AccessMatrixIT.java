package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Who may call what: every route of the OpenAPI document for everybody, against the real server. A
 * route without a line here fails the build.
 */
@ExtendWith(SharedCoordinator.class)
class AccessMatrixIT {

  /**
   * Columns: nobody, a device, administrator, operator, submitter, device owner, viewer, another
   * submitter, another device owner. Jobs, blobs, artifacts, images, accounts, tokens and sessions
   * are the submitter's; devices and join codes the device owner's. A row with {@code ?account=}
   * asks for the submitter's by name.
   *
   * <p>{@code y} is let in, {@code -} is refused, {@code h} is not told that the thing exists.
   */
  private static final String RULES =
      """
      # nobody device admin operator submitter owner viewer other owner2
      GET    /healthz                                 y y y y y y y y y
      GET    /readyz                                  y y y y y y y y y
      GET    /metrics                                 - - y y - - - - -
      GET    /api/v1/schemas/job                      y y y y y y y y y
      GET    /api/v1/system                           - - y y y y y y y
      GET    /api/v1/system/storage                   - - y y - - - - -
      GET    /api/v1/events                           - - y y y y y y y
      POST   /api/v1/setup                            y y y y y y y y y
      POST   /api/v1/recovery                         y y y y y y y y y
      POST   /api/v1/recovery/account                 y y y y y y y y y
      POST   /api/v1/sessions                         y y y y y y y y y
      POST   /api/v1/sessions/by-token                y y y y y y y y y
      POST   /api/v1/sessions/by-invitation           y y y y y y y y y
      GET    /api/v1/sessions/ways                    y y y y y y y y y
      POST   /api/v1/sessions/openid                  y y y y y y y y y
      GET    /api/v1/sessions/openid/callback         y y y y y y y y y
      POST   /api/v1/tokens/by-password               y y y y y y y y y
      GET    /api/v1/whoami                           - - y y y y y y y
      POST   /api/v1/password                         - - y y y y y y y
      GET    /api/v1/sessions                         - - y y y y y y y
      GET    /api/v1/sessions?account=                - - y y y - - - -
      DELETE /api/v1/sessions/{id}                    - - h h y h h h h
      DELETE /api/v1/sessions/{id}?account=           - - y y y - - - -
      GET    /api/v1/identities                       - - y y y y y y y
      GET    /api/v1/identities?account=              - - y y y - - - -
      DELETE /api/v1/identities/{id}                  - - h h h h h h h
      DELETE /api/v1/identities/{id}?account=         - - h h h - - - -
      GET    /api/v1/tokens                           - - y y y y y y y
      GET    /api/v1/tokens?account=                  - - y y y - - - -
      POST   /api/v1/tokens                           - - y y y y y y y
      POST   /api/v1/tokens?account=                  - - y y y - - - -
      DELETE /api/v1/tokens/{id}                      - - h h y h h h h
      DELETE /api/v1/tokens/{id}?account=             - - y y y - - - -
      GET    /api/v1/logins                           - - y y y y y y y
      GET    /api/v1/logins?account=                  - - y y y - - - -
      GET    /api/v1/accounts                         - - y y - - - - -
      POST   /api/v1/accounts                         - - y y - - - - -
      GET    /api/v1/accounts/{name}                  - - y y y - - - -
      PATCH  /api/v1/accounts/{name}                  - - y y - - - - -
      POST   /api/v1/accounts/{name}/invite           - - y y - - - - -
      GET    /api/v1/accounts/{name}/use              - - y y y - - - -
      GET    /api/v1/audit                            - - y - - - - - -
      GET    /api/v1/audit/export                     - - y - - - - - -
      GET    /api/v1/audit/verification               - - y - - - - - -
      GET    /api/v1/invitations                      - - y y - y - - y
      POST   /api/v1/invitations                      - - y y - y - - y
      DELETE /api/v1/invitations/{id}                 - - y y - y - - h
      POST   /api/v1/devices/join                     y y y y y y y y y
      GET    /api/v1/devices                          - - y y y y y y y
      GET    /api/v1/devices/{id}                     - - y y y y y y y
      POST   /api/v1/devices/select                   - - y y y y y y y
      PATCH  /api/v1/devices/{id}                     - - y y - y - - -
      POST   /api/v1/devices/{id}/approval            - - y y - y - - -
      DELETE /api/v1/devices/{id}                     - - y y - y - - -
      GET    /api/v1/removed-devices                  - - y y y y y y y
      GET    /api/v1/devices/{id}/forecast            - - y y y y y y y
      GET    /api/v1/devices/{id}/attempts            - - y y y y y y y
      GET    /api/v1/blobs/{sha256}/status            - y y y y y y y y
      PUT    /api/v1/blobs/{sha256}                   - - y y y - - y -
      GET    /api/v1/blobs/{sha256}                   - y y y y y y y y
      GET    /api/v1/blobs                            - - y y y - - y -
      GET    /api/v1/blobs?account=                   - - y y y - - - -
      DELETE /api/v1/blobs/{sha256}                   - - h h y - - h -
      DELETE /api/v1/blobs/{sha256}?account=          - - y y y - - - -
      GET    /api/v1/artifacts                        - - y y y - - y -
      GET    /api/v1/artifacts/{name}                 - - h h y - - h -
      PUT    /api/v1/artifacts/{name}                 - - y y y - - y -
      DELETE /api/v1/artifacts/{name}                 - - h h y - - h -
      GET    /api/v1/image-archives/{sha256}/status   - - y y y - - y -
      PUT    /api/v1/image-archives/{sha256}          - - y y y - - y -
      POST   /api/v1/image-objects                    - y y y y y y y y
      GET    /api/v1/image-sources/{sha256}           - h h h h h h h h
      GET    /api/v1/images                           - - y y y - - y -
      GET    /api/v1/images/{name}                    - - h h y - - h -
      PUT    /api/v1/images/{name}                    - - y y y - - y -
      DELETE /api/v1/images/{name}                    - - h h y - - h -
      GET    /api/v1/images/{name}/build              - - h h y - - h -
      POST   /api/v1/images/{name}/build              - - y y y - - y -
      DELETE /api/v1/images/{name}/build              - - h h y - - h -
      GET    /api/v1/images/{name}/origin             - - h h y - - h -
      POST   /api/v1/images/{name}/pull               - - y y y - - y -
      POST   /api/v1/images/{name}/refresh            - - h h y - - h -
      GET    /api/v1/images/{name}/placement          - - h h y - - h -
      PUT    /api/v1/images/{name}/placement          - - h h y - - h -
      GET    /api/v1/jobs                             - - y y y y y y y
      POST   /api/v1/jobs                             - - y y y - - y -
      GET    /api/v1/jobs/{id}                        - - y y y h y h h
      DELETE /api/v1/jobs/{id}                        - - y y y h - h h
      POST   /api/v1/jobs/{id}/cancel                 - - y y y h - h h
      GET    /api/v1/jobs/{id}/explain                - - y y y h y h h
      GET    /api/v1/jobs/{id}/events                 - - y y y h y h h
      GET    /api/v1/services                         - - y y y y y y y
      POST   /api/v1/services                         - - y y y - - y -
      GET    /api/v1/services/{id}                    - - y y y h y h h
      PUT    /api/v1/services/{id}/scale              - - y y y h - h h
      GET    /api/v1/jobs/{id}/units                  - - y y y h y h h
      GET    /api/v1/jobs/{id}/units/map              - - y y y h y h h
      POST   /api/v1/jobs/{id}/units/retry            - - y y y h - h h
      GET    /api/v1/jobs/{id}/units/{unit}           - - y y y h y h h
      GET    /api/v1/jobs/{id}/units/{unit}/log       - - y y y h - h h
      GET    /api/v1/jobs/{id}/results                - - y y y h - h h
      GET    /api/v1/jobs/{id}/results/files/{unit}/{path} - - y y y h - h h
      GET    /api/v1/jobs/{id}/results/concat         - - y y y h - h h
      GET    /api/v1/jobs/{id}/results/archive.zip    - - y y y h - h h
      """;

  private static final String JOB =
      """
      apiVersion: idlegrid/v1
      kind: Job
      spec:
        run: {command: ["true"]}
        where: device.arch == "nowhere"
        data: {split: {by: range, to: 3}}
      """;

  /** Bodies that are understood: one that is not would be refused whoever sends it. */
  private static final Map<String, String> BODIES =
      Map.ofEntries(
          entry("POST /api/v1/setup", "{'secret': 'x', 'account': 'x'}"),
          entry("POST /api/v1/recovery", "{'secret': 'x', 'account': 'x'}"),
          entry(
              "POST /api/v1/recovery/account", "{'secret': 'x', 'account': 'x', 'disabled': true}"),
          entry("POST /api/v1/sessions", "{'account': 'x', 'password': 'x'}"),
          entry("POST /api/v1/sessions/by-token", "{'token': 'TOKEN'}"),
          entry("POST /api/v1/sessions/by-invitation", "{'secret': 'x', 'password': 'x'}"),
          entry("POST /api/v1/sessions/openid", "{}"),
          entry(
              "POST /api/v1/tokens/by-password", "{'account': 'x', 'password': 'x', 'label': 'x'}"),
          entry("POST /api/v1/password", "{'password': 'short'}"),
          entry("POST /api/v1/tokens", "{'label': 'matrix'}"),
          entry("POST /api/v1/accounts", "{'name': 'matrix-new', 'roles': ['viewer']}"),
          entry("PATCH /api/v1/accounts/{name}", "{'disabled': false}"),
          entry("POST /api/v1/invitations", "{'uses': 1, 'hours': 1}"),
          entry("POST /api/v1/devices/join", "{'code': 'x', 'name': 'x'}"),
          entry("PATCH /api/v1/devices/{id}", "{'duty': 'LEND'}"),
          entry("POST /api/v1/devices/{id}/approval", "{'approved': true}"),
          entry("POST /api/v1/devices/select", "{'resources': {}}"),
          entry("POST /api/v1/jobs/{id}/units/retry", "{}"),
          entry("PUT /api/v1/blobs/{sha256}", "matrix"),
          entry(
              "PUT /api/v1/artifacts/{name}",
              "{'kind': 'file', 'sha256': '%s'}".formatted(sha256())),
          entry("PUT /api/v1/image-archives/{sha256}", "matrix"),
          entry("POST /api/v1/image-objects", "{'objects': []}"),
          entry("PUT /api/v1/images/{name}", "{'archive': '%s'}".formatted(sha256())),
          entry("POST /api/v1/images/{name}/build", "{'context': '%s'}".formatted(sha256())),
          entry("POST /api/v1/images/{name}/pull", "{'reference': 'registry.invalid/x'}"),
          entry("PUT /api/v1/images/{name}/placement", "{'devices': []}"),
          entry("PUT /api/v1/services/{id}/scale", "{'replicas': 1}"),
          Map.entry("POST /api/v1/services", "nonsense"),
          Map.entry("POST /api/v1/jobs", "nonsense"));

  private static Map.Entry<String, String> entry(String route, String json) {
    return Map.entry(route, json.replace('\'', '"'));
  }

  /** A job that somebody else may not know of, and the like. */
  private static final Set<String> HIDDEN =
      Set.of(
          "job.unknown",
          "token.unknown",
          "session.unknown",
          "identity.unknown",
          "artifact.unknown",
          "blob.unknown",
          "image.unknown",
          "image.no-source",
          "invitation.unknown");

  /** What a job that never ran lacks, for those who may see it. */
  private static final Set<String> MISSING = Set.of("log.none", "result.missing", "build.unknown");

  private final Grid grid;
  private final HttpClient http = HttpClient.newHttpClient();

  AccessMatrixIT(Grid grid) {
    this.grid = grid;
  }

  private static Map<String, String[]> rules() {
    Map<String, String[]> rules = new LinkedHashMap<>();
    RULES
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(" +"))
        .forEach(
            words ->
                rules.put(
                    words[0] + " " + words[1],
                    List.of(words).subList(2, words.length).toArray(String[]::new)));
    return rules;
  }

  @Test
  void everyRouteHasARuleAndEveryRuleARoute() {
    Set<String> routes = new TreeSet<>();
    JsonNode paths = grid.anybody().get("/openapi.json").json().path("paths");
    paths
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            routes.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

    assertEquals(
        String.join("\n", routes),
        String.join(
            "\n",
            rules().keySet().stream()
                .map(AccessMatrixIT::bare)
                .collect(Collectors.toCollection(TreeSet::new))),
        "add a line for every new route to the rules of this test");
  }

  private static String bare(String route) {
    return route.replaceFirst("\\?.*", "");
  }

  @TestFactory
  List<DynamicTest> everybodyMayCallWhatTheTableSaysAndNothingElse() {
    Client operator = Grid.account(grid.admin(), "matrix-operator", "operator");
    Client viewer = Grid.account(grid.admin(), "matrix-viewer", "viewer");
    Client submitter = Grid.account(grid.admin(), "matrix-submitter", "submitter");
    Client secondOwner = Grid.account(grid.admin(), "matrix-owner", "owner");
    Client device = grid.device("matrix-device");
    List<Client> callers =
        List.of(
            grid.anybody(),
            device,
            grid.admin(),
            operator,
            submitter,
            grid.owner(),
            viewer,
            grid.other(),
            secondOwner);
    submitter.upload("matrix");
    String job = submitter.submit(JOB).json().path("id").asText();
    List<DynamicTest> tests = new ArrayList<>();
    rules()
        .forEach(
            (route, expected) ->
                tests.add(
                    DynamicTest.dynamicTest(
                        route,
                        () -> {
                          List<String> found = new ArrayList<>();
                          for (Client caller : callers) {
                            String from = "10.0.%d.%d".formatted(tests.size(), found.size());
                            found.add(call(route, path(route, submitter, job), caller, from));
                          }
                          assertEquals(String.join(" ", expected), String.join(" ", found));
                        })));
    return tests;
  }

  /** The route with things in it that are there, made anew where a call may remove them. */
  private String path(String route, Client submitter, String job) throws IOException {
    String path = route.split(" ", 2)[1];
    String[] parts = bare(path).split("/", -1);
    String id =
        switch (parts.length > 3 ? parts[3] : "") {
          case "jobs" -> job;
          case "services" -> path.contains("{id}") ? service(submitter) : "";
          case "devices" -> route.startsWith("DELETE") ? removable() : "matrix-device";
          case "tokens" ->
              path.contains("{id}")
                  ? submitter
                      .post("/api/v1/tokens", "{\"label\": \"matrix\"}")
                      .json()
                      .path("token")
                      .path("id")
                      .asText()
                  : "";
          case "sessions" -> path.contains("{id}") ? session(submitter) : "";
          case "identities" -> path.contains("{id}") ? "0123456789ab" : "";
          case "invitations" -> path.contains("{id}") ? invitation() : "";
          default -> "";
        };
    if (path.equals("/api/v1/artifacts/{name}") && !route.startsWith("PUT")) {
      submitter.put(
          "/api/v1/artifacts/matrix",
          "{\"kind\": \"file\", \"sha256\": \"%s\"}".formatted(sha256()));
    }
    if (path.startsWith("/api/v1/images/{name}") && !route.equals("PUT /api/v1/images/{name}")) {
      push(submitter);
    }
    boolean deletesBlob = route.startsWith("DELETE /api/v1/blobs");
    String blob = deletesBlob ? submitter.upload("matrix-deleted") : sha256();
    return path.replace("{id}", id)
        .replace("{name}", name(route))
        .replace("{sha256}", blob)
        .replace("?account=", "?account=matrix-submitter")
        .replace("{unit}", "0")
        .replace("{path}", "out");
  }

  /** What is put is not what is removed: it belongs to whoever put it. */
  private static String name(String route) {
    if (!route.contains("artifacts") && !route.contains("images")) {
      return "matrix-submitter";
    }
    return route.startsWith("PUT") && route.endsWith("{name}") ? "matrix-put" : "matrix";
  }

  private static void push(Client submitter) throws IOException {
    byte[] archive = ImagesIT.root("matrix", 1);
    String sha256 = Client.sha256(archive);
    submitter.send("PUT", "/api/v1/image-archives/" + sha256, archive);
    Answer named =
        submitter.put(
            "/api/v1/images/matrix",
            "{\"archive\": \"%s\", \"arch\": \"amd64\"}".formatted(sha256));
    assertEquals(200, named.status(), named.text());
  }

  private static String service(Client submitter) throws IOException {
    push(submitter);
    byte[] compose =
        "services: {one: {image: matrix}}\nx-idlegrid: {where: 'device.arch == \"nowhere\"'}"
            .getBytes(StandardCharsets.UTF_8);
    return submitter.send("POST", "/api/v1/services", compose).json().path("id").asText();
  }

  private static String sha256() {
    return Client.sha256("matrix".getBytes(StandardCharsets.UTF_8));
  }

  private static String session(Client submitter) {
    Answer signedIn =
        submitter
            .as("")
            .post("/api/v1/sessions/by-token", "{\"token\": \"%s\"}".formatted(submitter.token()));
    assertEquals(201, signedIn.status(), signedIn.text());
    return submitter.get("/api/v1/sessions").json().path("items").get(0).path("id").asText();
  }

  /** A device that may be removed: one at a time is there. */
  private String removable() {
    if (grid.owner().get("/api/v1/devices/matrix-removable").status() == 404) {
      grid.device("matrix-removable");
    }
    return "matrix-removable";
  }

  private String invitation() {
    grid.owner().post("/api/v1/invitations", "{\"uses\": 1, \"hours\": 1}");
    return grid.owner().get("/api/v1/invitations").json().path("items").get(0).path("id").asText();
  }

  /** One cell of the table. Streams are closed once their head is there. */
  private String call(String route, String path, Client caller, String from)
      throws IOException, InterruptedException {
    String method = route.split(" ", 2)[0];
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(caller.url() + path))
            .header("X-Forwarded-For", from)
            .method(
                method,
                BodyPublishers.ofString(
                    BODIES
                        .getOrDefault(bare(route), "")
                        .replace("TOKEN", grid.submitter().token())));
    if (!caller.token().isEmpty()) {
      request.header("Authorization", "Bearer " + caller.token());
    }
    HttpResponse<InputStream> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      boolean isProblem =
          response
              .headers()
              .firstValue("Content-Type")
              .orElse("")
              .equals("application/problem+json");
      String code =
          isProblem
              ? JsonMapper.builder().build().readTree(body.readAllBytes()).path("code").asText()
              : "";
      if (HIDDEN.contains(code)) {
        return "h";
      }
      if (code.startsWith("access.")) {
        boolean isNobody = caller.token().isEmpty();
        assertEquals(isNobody ? 401 : 403, response.statusCode(), route + " " + code);
        return "-";
      }
      boolean isUnderstood =
          response.statusCode() < 500
              && !code.startsWith("body.")
              && (response.statusCode() != 404 || MISSING.contains(code));
      assertTrue(isUnderstood, route + " " + response.statusCode() + " " + code);
      return "y";
    }
  }
}
