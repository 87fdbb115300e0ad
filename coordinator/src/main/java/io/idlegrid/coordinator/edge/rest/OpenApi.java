package io.idlegrid.coordinator.edge.rest;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import io.idlegrid.protocol.problem.Problem;
import java.lang.reflect.Field;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The OpenAPI 3.1 document, made from the table of routes and the records that travel. */
final class OpenApi {

  private static final Pattern PARAMETER = Pattern.compile("[{<]([A-Za-z0-9]+)[}>]");

  private final ObjectMapper json;
  private final SchemaBuilder schemas;

  OpenApi(ObjectMapper json) {
    this.json = json;
    SchemaGeneratorConfigBuilder config =
        new SchemaGeneratorConfigBuilder(
            json, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON);
    config.forFields().withRequiredCheck(field -> isRequired(field.getRawMember()));
    config.forTypesInGeneral().withCustomDefinitionProvider(this::special);
    this.schemas = new SchemaGenerator(config.build()).buildMultipleSchemaDefinitions();
  }

  /** Instants and dates are texts; maps say what their values are. */
  private @Nullable CustomDefinition special(ResolvedType type, SchemaGenerationContext context) {
    if (type.getErasedType() == Instant.class) {
      return new CustomDefinition(
          json.createObjectNode().put("type", "string").put("format", "date-time"), true);
    }
    if (type.getErasedType() == LocalDate.class) {
      return new CustomDefinition(
          json.createObjectNode().put("type", "string").put("format", "date"), true);
    }
    if (type.isInstanceOf(Map.class)) {
      ObjectNode map = json.createObjectNode().put("type", "object");
      map.set(
          "additionalProperties",
          context.createDefinitionReference(type.typeParametersFor(Map.class).get(1)));
      return new CustomDefinition(map, true);
    }
    return null;
  }

  JsonNode document(List<Route> routes, String version) {
    ObjectNode document = json.createObjectNode();
    document.put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "IdleGrid")
        .put("version", version)
        .put("description", "A volunteer compute grid for idle embedded devices.");
    ObjectNode paths = document.putObject("paths");
    for (Route route : routes) {
      String path = route.path().replace('<', '{').replace('>', '}');
      paths
          .withObjectProperty(path)
          .set(route.method().name().toLowerCase(Locale.ROOT), operation(route));
    }
    JsonNode problem = schema(Problem.class);
    ObjectNode components = document.putObject("components");
    components
        .putObject("responses")
        .putObject("problem")
        .put("description", "what went wrong and what would help")
        .putObject("content")
        .putObject(Problem.MEDIA_TYPE)
        .set("schema", problem);
    components
        .putObject("securitySchemes")
        .putObject("token")
        .put("type", "http")
        .put("scheme", "bearer");
    components.set("schemas", schemas.collectDefinitions("components/schemas"));
    return document;
  }

  private ObjectNode operation(Route route) {
    ObjectNode operation = json.createObjectNode();
    operation.put("summary", route.summary());
    operation.put("operationId", operationId(route));
    ArrayNode security = operation.putArray("security");
    if (!(route.access() instanceof Route.Access.Open)) {
      security.addObject().putArray("token");
    }
    parameters(operation.putArray("parameters"), route);
    route
        .details()
        .body()
        .ifPresent(
            type -> {
              ObjectNode body = operation.putObject("requestBody").put("required", true);
              ObjectNode content = body.putObject("content");
              for (String media : route.details().bodyMedia()) {
                content.putObject(media).set("schema", bodySchema(type));
              }
            });
    ObjectNode responses = operation.putObject("responses");
    route.details().answers().forEach(answer -> answer(responses, answer));
    responses.putObject("default").put("$ref", "#/components/responses/problem");
    return operation;
  }

  private void parameters(ArrayNode parameters, Route route) {
    Matcher matcher = PARAMETER.matcher(route.path());
    while (matcher.find()) {
      ObjectNode parameter = parameters.addObject();
      parameter.put("name", matcher.group(1)).put("in", "path").put("required", true);
      parameter.putObject("schema").put("type", "string");
    }
    for (Route.Query query : route.details().query()) {
      ObjectNode parameter = parameters.addObject();
      parameter.put("name", query.name()).put("in", "query").put("required", false);
      parameter.put("description", query.meaning());
      parameter.putObject("schema").put("type", query.type());
    }
  }

  private void answer(ObjectNode responses, Route.Answer answer) {
    ObjectNode response = responses.putObject(String.valueOf(answer.status()));
    response.put("description", answer.meaning());
    if (answer.type().isPresent()) {
      response
          .putObject("content")
          .putObject(answer.media())
          .set("schema", schema(answer.type().get()));
    } else if (!answer.media().isEmpty()) {
      ObjectNode media = response.putObject("content").putObject(answer.media());
      if (!answer.events().isEmpty()) {
        // The document has no words for events; what their data are is one of these.
        ArrayNode data = media.putObject("schema").putArray("oneOf");
        answer.events().forEach(type -> data.add(schema(type)));
      }
    }
  }

  private JsonNode bodySchema(Type type) {
    return type == byte[].class ? json.createObjectNode() : schema(type);
  }

  private ObjectNode schema(Type type) {
    return schemas.createSchemaReference(type);
  }

  /** Stable names for generated clients: {@code getJobsIdUnits}. */
  private static String operationId(Route route) {
    StringBuilder id = new StringBuilder(route.method().name().toLowerCase(Locale.ROOT));
    for (String part : route.path().replace("/api/v1", "").split("[^A-Za-z0-9]+", -1)) {
      if (!part.isEmpty()) {
        id.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
      }
    }
    return id.toString();
  }

  private static boolean isRequired(Field field) {
    return !field.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }
}
