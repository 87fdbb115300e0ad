package io.idlegrid.coordinator.edge.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Asks the engine by its HTTP interface. docker-java's command for builds knows neither the parent
 * control group nor the limits that a build has here, so its transport is used alone.
 */
final class EngineHttp implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int MOST_ANSWER = 8 << 20;

  private final DockerHttpClient client;
  private final ObjectMapper json = new ObjectMapper();

  /**
   * Connects when it is asked something.
   *
   * @param silence how long the engine may say nothing
   */
  EngineHttp(BuildSettings settings, Duration silence) {
    if (!Files.isWritable(settings.socket())) {
      throw RefusedException.of(
          Kind.UNAVAILABLE,
          "build.engine",
          "the coordinator's container engine cannot be used at " + settings.socket(),
          "tell the operator: is it running, and may the coordinator use its socket?");
    }
    client =
        new ZerodepDockerHttpClient.Builder()
            .dockerHost(settings.engine())
            .connectionTimeout(CONNECT)
            .responseTimeout(silence)
            .build();
  }

  JsonNode get(String path) throws IOException {
    return json("GET", path);
  }

  JsonNode post(String path) throws IOException {
    return json("POST", path);
  }

  private JsonNode json(String method, String path) throws IOException {
    try (Response response = open(method, path, InputStream.nullInputStream())) {
      return json.readTree(response.getBody().readNBytes(MOST_ANSWER));
    }
  }

  /** Removes something; nothing happens when it is not there. */
  void remove(String path) throws IOException {
    try (Response response = send("DELETE", path, InputStream.nullInputStream())) {
      if (response.getStatusCode() >= 300 && response.getStatusCode() != 404) {
        throw refused("DELETE", path, response);
      }
    }
  }

  /** Asks for something whose answer is read while it comes; to be closed. */
  Response open(String method, String path, InputStream body) throws IOException {
    Response response = send(method, path, body);
    if (response.getStatusCode() >= 300) {
      try (response) {
        throw refused(method, path, response);
      }
    }
    return response;
  }

  private Response send(String method, String path, InputStream body) throws IOException {
    try {
      Request.Builder request = Request.builder();
      request.method(method).path(path);
      if (method.equals("POST")) {
        request.body(body).putHeader("Content-Type", "application/x-tar");
      }
      return client.execute(request.build());
    } catch (RuntimeException e) {
      throw new IOException("the engine does not answer: " + reason(e), e);
    }
  }

  private IOException refused(String method, String path, Response response) throws IOException {
    byte[] body = response.getBody().readNBytes(MOST_ANSWER);
    String said = new String(body, StandardCharsets.UTF_8).strip();
    if (said.startsWith("{")) {
      said = json.readTree(body).path("message").asText(said);
    }
    return new EngineRefusedException(
        said.isEmpty() ? "%s %s: %d".formatted(method, path, response.getStatusCode()) : said);
  }

  private static String reason(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  /** The engine said no. */
  static final class EngineRefusedException extends IOException {

    private static final long serialVersionUID = 1;

    EngineRefusedException(String message) {
      super(message);
    }
  }

  /** A path with its query. */
  static String path(String path, Map<String, String> query) {
    return query.entrySet().stream()
        .map(
            each ->
                each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
        .sorted()
        .collect(Collectors.joining("&", path + "?", ""));
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
