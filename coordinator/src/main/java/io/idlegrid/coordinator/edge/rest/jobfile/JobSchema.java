package io.idlegrid.coordinator.edge.rest.jobfile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.protocol.job.JobFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The published schema of the job file, and what it says of one, in words for people. */
final class JobSchema {

  private static final int MOST_SHOWN = 200;

  private final JsonNode document;
  private final JsonSchema schema;

  JobSchema(ObjectMapper json) {
    try (InputStream in = JobFile.class.getResourceAsStream(JobFile.SCHEMA_RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the class path lacks " + JobFile.SCHEMA_RESOURCE);
      }
      document = json.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(
                document, SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).build());
  }

  /** The schema itself. */
  JsonNode document() {
    return document;
  }

  /** Refuses a job file that the schema does not allow, naming the first thing that is wrong. */
  void require(JsonNode file) {
    Set<ValidationMessage> messages = schema.validate(file);
    messages.stream()
        .min(
            Comparator.comparing(JobSchema::importance)
                .thenComparing(message -> message.getInstanceLocation().toString()))
        .ifPresent(
            message -> {
              throw refusal(message, file);
            });
  }

  /** An unknown key explains more than what is missing because of it. */
  private static int importance(ValidationMessage message) {
    return switch (message.getType()) {
      case "additionalProperties" -> 0;
      case "type" -> 1;
      case "enum", "const" -> 2;
      default -> 3;
    };
  }

  private RefusedException refusal(ValidationMessage message, JsonNode file) {
    String pointer = message.getInstanceLocation().toString();
    return switch (message.getType()) {
      case "additionalProperties" -> unknownKey(pointer, message.getProperty());
      case "required" ->
          RefusedException.invalid(
                  "job.missing",
                  pointer,
                  "'%s' is missing%s".formatted(message.getProperty(), in(pointer)),
                  "see the job file's schema at /api/v1/schemas/job")
              .with("key", message.getProperty());
      case "enum", "const" -> notAllowed(pointer, file.at(pointer));
      case "type" ->
          RefusedException.invalid(
                  "job.type",
                  pointer,
                  "%s is %s, which is not of type %s"
                      .formatted(
                          name(pointer),
                          start(file.at(pointer).toString()),
                          node(pointer).path("type").asText()),
                  "see the job file's schema at /api/v1/schemas/job")
              .with("place", name(pointer))
              .with("value", start(file.at(pointer).toString()))
              .with("type", node(pointer).path("type").asText());
      default ->
          RefusedException.invalid(
                  pointer.equals("/spec/run/command") ? "job.command" : "job.value",
                  pointer,
                  "%s: %s".formatted(name(pointer), words(message)),
                  "see the job file's schema at /api/v1/schemas/job")
              .with("place", name(pointer));
    };
  }

  private RefusedException unknownKey(String pointer, String key) {
    List<String> known = new ArrayList<>();
    node(pointer).path("properties").fieldNames().forEachRemaining(known::add);
    String hint =
        Nearest.to(key, known)
            .map(word -> "did you mean '" + word + "'?")
            .orElse("known here: " + String.join(", ", known));
    return RefusedException.invalid(
            "job.unknown-key",
            pointer + "/" + key,
            "unknown key '%s'%s".formatted(start(key), in(pointer)),
            hint)
        .with("key", start(key));
  }

  private RefusedException notAllowed(String pointer, JsonNode value) {
    List<String> allowed = new ArrayList<>();
    JsonNode rule = node(pointer);
    rule.path("enum").forEach(option -> allowed.add(option.asText()));
    if (rule.has("const")) {
      allowed.add(rule.get("const").asText());
    }
    return RefusedException.invalid(
            pointer.endsWith("/engine") ? "job.engine" : "job.value",
            pointer,
            "%s cannot be '%s'".formatted(name(pointer), start(value.asText())),
            Nearest.to(value.asText(), allowed)
                    .map(word -> "did you mean '" + word + "'? ")
                    .orElse("")
                + "allowed: "
                + String.join(", ", allowed))
        .with("place", name(pointer))
        .with("value", start(value.asText()))
        .with("allowed", String.join(", ", allowed));
  }

  /** The part of the schema that rules a place of the file. */
  private JsonNode node(String pointer) {
    JsonNode at = document;
    for (String part : pointer.substring(Math.min(1, pointer.length())).split("/", -1)) {
      if (!part.isEmpty()) {
        JsonNode named = at.path("properties").path(part);
        at =
            !named.isMissingNode()
                ? named
                : at.has("items") ? at.path("items") : at.path("additionalProperties");
      }
    }
    return at;
  }

  private static String start(String text) {
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
  }

  private static String words(ValidationMessage message) {
    String text = message.getMessage();
    int colon = text.indexOf(": ");
    return start(colon < 0 ? text : text.substring(colon + 2));
  }

  private static String in(String pointer) {
    return pointer.isEmpty() ? "" : " in " + name(pointer);
  }

  private static String name(String pointer) {
    return pointer.isEmpty() ? "the job file" : pointer.substring(1).replace('/', '.');
  }
}
