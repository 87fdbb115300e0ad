package io.idlegrid.coordinator.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Speaks HTTP to a coordinator, with a token or without one. */
final class Client {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String url;
  private final String token;

  Client(String url, String token) {
    this.url = url;
    this.token = token;
  }

  /** The same coordinator, asked by somebody else. */
  Client as(String otherToken) {
    return new Client(url, otherToken);
  }

  String url() {
    return url;
  }

  int port() {
    return URI.create(url).getPort();
  }

  String token() {
    return token;
  }

  Answer get(String path, String... headers) {
    return send("GET", path, new byte[0], headers);
  }

  Answer delete(String path) {
    return send("DELETE", path, new byte[0]);
  }

  Answer post(String path, String body, String... headers) {
    return send("POST", path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Answer put(String path, String json) {
    return send("PUT", path, json.getBytes(StandardCharsets.UTF_8));
  }

  Answer patch(String path, String json) {
    return send("PATCH", path, json.getBytes(StandardCharsets.UTF_8));
  }

  /** Submits a job file in YAML. */
  Answer submit(String yaml, String... headers) {
    return post("/api/v1/jobs", yaml, headers);
  }

  /** Stores bytes and returns their name. */
  String upload(byte[] bytes) {
    String name = sha256(bytes);
    Answer answer = send("PUT", "/api/v1/blobs/" + name, bytes);
    if (answer.status() != 201) {
      throw new AssertionError(answer.text());
    }
    return name;
  }

  String upload(String text) {
    return upload(text.getBytes(StandardCharsets.UTF_8));
  }

  Answer send(String method, String path, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new Answer(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
