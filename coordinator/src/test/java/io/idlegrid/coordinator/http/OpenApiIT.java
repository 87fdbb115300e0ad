package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The document at /openapi.json says what the server does, no less and no more. */
@ExtendWith(SharedCoordinator.class)
class OpenApiIT {

  /** Open to everybody, and nothing else is. */
  private static final Set<String> OPEN =
      Set.of(
          "POST /api/v1/setup",
          "POST /api/v1/sessions",
          "POST /api/v1/sessions/by-token",
          "POST /api/v1/sessions/by-invitation",
          "GET /api/v1/sessions/ways",
          "POST /api/v1/sessions/openid",
          "GET /api/v1/sessions/openid/callback",
          "POST /api/v1/tokens/by-password",
          "POST /api/v1/recovery",
          "POST /api/v1/recovery/account",
          "POST /api/v1/devices/join",
          "GET /api/v1/schemas/job",
          "GET /healthz",
          "GET /readyz");

  private static final Path PORTALS = Path.of("..", "web", "openapi.json");
  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
  private static final Pattern PARAMETER = Pattern.compile("\\{([^}]*)}");

  private final Client anybody;
  private final JsonNode document;

  OpenApiIT(Grid grid) {
    this.anybody = grid.anybody();
    this.document = anybody.get("/openapi.json").json();
  }

  private record Operation(String method, String path, JsonNode node) {

    String route() {
      return method + " " + path;
    }

    /** A path that the route matches, of things that do not exist. */
    String example() {
      return PARAMETER.matcher(path).replaceAll("0");
    }
  }

  private List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            operations.add(
                                new Operation(
                                    method.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    method.getValue()))));
    return operations;
  }

  @Test
  void isAnOpenApiDocument() {
    assertEquals("3.1.0", document.path("openapi").asText());
    assertTrue(operations().size() > 30, "operations: " + operations().size());
    Set<String> ids = new HashSet<>();
    for (Operation operation : operations()) {
      JsonNode node = operation.node();
      assertTrue(ids.add(node.path("operationId").asText()), "unique: " + node);
      assertTrue(!node.path("summary").asText().isBlank(), operation.route());
      assertTrue(!node.path("responses").isEmpty(), operation.route());
      assertEquals(names(operation.path()), pathParameters(node), operation.route());
    }
  }

  private static Set<String> names(String path) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = PARAMETER.matcher(path);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  private static Set<String> pathParameters(JsonNode operation) {
    Set<String> names = new TreeSet<>();
    operation
        .path("parameters")
        .forEach(
            parameter -> {
              if (parameter.path("in").asText().equals("path")) {
                names.add(parameter.path("name").asText());
                assertTrue(parameter.path("required").asBoolean(), parameter.toString());
              }
            });
    return names;
  }

  @Test
  void thePortalsTypesAreMadeOfThisDocument() throws IOException {
    ObjectMapper json = new ObjectMapper();

    if (Boolean.getBoolean("idlegrid.update")) {
      Files.writeString(PORTALS, json.writer(asNodeWrites()).writeValueAsString(document) + "\n");
    }

    assertEquals(
        document.toPrettyString(),
        json.readTree(PORTALS.toFile()).toPrettyString(),
        "run this test with -Didlegrid.update=true, then npm --prefix web run types");
  }

  private static PrettyPrinter asNodeWrites() {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
    printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
    return printer;
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<JsonNode> references = document.findValues("$ref");

    assertTrue(references.size() > 30);
    for (JsonNode reference : references) {
      assertTrue(reference.asText().startsWith("#/"), reference.asText());
      assertTrue(
          document.at(reference.asText().substring(1)).isObject(), reference.asText() + " is gone");
    }
  }

  @Test
  void everyOperationOfTheDocumentIsServed() {
    for (Operation operation : operations()) {
      Answer answer = anybody.send(operation.method(), operation.example(), new byte[0]);

      assertTrue(
          answer.status() != 405 && !answer.text().contains("route.unknown"),
          operation.route() + " answers " + answer.status() + " " + answer.text());
    }
  }

  @Test
  void nothingElseIsServedAtTheDocumentsPaths() {
    for (Operation operation : operations()) {
      for (String method : METHODS) {
        if (!isKnown(method, operation.example())) {
          Answer answer = anybody.send(method, operation.example(), new byte[0]);
          answer.problem(405, "route.method");
          assertTrue(answer.header("Allow").contains(operation.method()), answer.header("Allow"));
        }
      }
    }
  }

  private boolean isKnown(String method, String path) {
    return operations().stream()
        .filter(operation -> operation.method().equals(method))
        .anyMatch(
            operation -> path.matches(PARAMETER.matcher(operation.path()).replaceAll("[^/]+")));
  }

  @Test
  void everythingButWhatIsListedNeedsAToken() {
    for (Operation operation : operations()) {
      boolean isOpen = operation.node().path("security").isEmpty();
      assertEquals(OPEN.contains(operation.route()), isOpen, operation.route());
      Answer answer = anybody.send(operation.method(), operation.example(), new byte[0]);
      if (isOpen) {
        assertTrue(answer.status() != 401, operation.route());
      } else {
        answer.problem(401, "access.token");
      }
    }
  }
}
