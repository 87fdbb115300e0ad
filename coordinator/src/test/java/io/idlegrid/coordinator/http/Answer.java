package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** What the coordinator answered. */
record Answer(HttpResponse<byte[]> response) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  int status() {
    return response.statusCode();
  }

  byte[] bytes() {
    return response.body();
  }

  String text() {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  JsonNode json() {
    try {
      return JSON.readTree(text());
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + text(), e);
    }
  }

  /** Asserts a problem document with everything that one has. */
  JsonNode problem(int status, String code) {
    assertEquals(status + " " + code, status() + " " + json().path("code").asText(), text());
    assertEquals("application/problem+json", header("Content-Type"), text());
    assertEquals("/problems/" + code, json().path("type").asText(), text());
    assertEquals(status, json().path("status").asInt(), text());
    for (String part : new String[] {"title", "detail", "hint"}) {
      assertEquals(false, json().path(part).asText().isBlank(), part + " of " + text());
    }
    return json();
  }

  /** Asserts a problem at a place of the input, with words that its detail and hint must have. */
  JsonNode problem(int status, String code, String pointer, String... words) {
    JsonNode problem = problem(status, code);
    assertEquals(pointer, problem.path("pointer").asText(), text());
    for (String word : words) {
      String said = problem.path("detail").asText() + "\n" + problem.path("hint").asText();
      assertEquals(true, said.contains(word), "'" + word + "' in " + said);
    }
    return problem;
  }
}
