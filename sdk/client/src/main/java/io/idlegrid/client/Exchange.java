package io.idlegrid.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.protocol.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Sends requests, again where that is safe: when the coordinator says it is busy, and when the
 * connection breaks under a request that changes nothing twice.
 */
final class Exchange {

  /** Waits add up to about half a minute, as long as a coordinator takes to start again. */
  private static final int MOST_TRIES = 8;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration MOST_PAUSE = Duration.ofSeconds(10);
  private static final Duration MOST_ASKED_PAUSE = Duration.ofSeconds(60);
  private static final int MOST_PROBLEM_BYTES = 1 << 20;

  /** A refused connection is tried again, but soon reported: the address may be wrong. */
  private static final int MOST_CONNECTS = 3;

  private final HttpClient http;
  private final ObjectMapper json;
  private final Pauses pauses;

  Exchange(HttpClient http, ObjectMapper json, Pauses pauses) {
    this.http = http;
    this.json = json;
    this.pauses = pauses;
  }

  /** What becomes of an answer. */
  @FunctionalInterface
  interface Reader<T> {
    T read(HttpResponse<InputStream> response) throws IOException;
  }

  /**
   * Sends a request until it is answered with success.
   *
   * @param reader of the answer; a connection that breaks under it counts as one that broke before
   * @throws GridException with the problem document of any other answer
   * @throws UnreachableException when there is no answer
   */
  <T> T send(HttpRequest request, Reader<T> reader) {
    for (int attempt = 0; ; attempt++) {
      try {
        HttpResponse<InputStream> response =
            http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() / 100 == 2) {
          return reader.read(response);
        }
        GridException refusal = new GridException(problem(response));
        boolean isBusy = response.statusCode() == 429 || response.statusCode() == 503;
        Optional<Duration> asked = askedPause(response);
        // Whether to wait for minutes, for a quota or after wrong passwords, is the caller's to
        // say.
        boolean isLong = asked.map(pause -> pause.compareTo(MOST_ASKED_PAUSE) > 0).orElse(false);
        if (!isBusy || isLong || attempt + 1 >= MOST_TRIES) {
          throw refusal;
        }
        pauses.take(asked.orElse(pause(attempt)));
      } catch (IOException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw Pauses.interrupted(e);
        }
        if (attempt + 1 >= triesAfter(e, request)) {
          throw unreachable(request.uri(), e);
        }
        pauses.take(pause(attempt));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Pauses.interrupted(e);
      }
    }
  }

  static UnreachableException unreachable(URI uri, IOException cause) {
    String reason =
        cause.getMessage() == null || cause.getMessage().isEmpty()
            ? cause.getClass().getSimpleName()
            : cause.getMessage();
    boolean isConnect = cause instanceof ConnectException;
    return new UnreachableException(
        isConnect
            ? "no coordinator answers at %s (%s)".formatted(origin(uri), reason)
            : "the connection to %s broke: %s".formatted(origin(uri), reason),
        cause);
  }

  private static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  private static int triesAfter(IOException e, HttpRequest request) {
    if (e instanceof ConnectException || e instanceof HttpConnectTimeoutException) {
      return MOST_CONNECTS;
    }
    boolean isSafe =
        (!request.method().equals("POST") && !request.method().equals("PATCH"))
            || request.headers().firstValue("Idempotency-Key").isPresent();
    return isSafe ? MOST_TRIES : 1;
  }

  private static Duration pause(int attempt) {
    return Pauses.backOff(attempt, FIRST_PAUSE, MOST_PAUSE);
  }

  /** Retry-After, as seconds or as a date (RFC 9110, 10.2.3). */
  private static Optional<Duration> askedPause(HttpResponse<?> response) {
    return response.headers().firstValue("Retry-After").flatMap(Exchange::delay);
  }

  private static Optional<Duration> delay(String text) {
    try {
      Duration asked =
          text.matches("\\d{1,9}")
              ? Duration.ofSeconds(Long.parseLong(text))
              : Duration.between(
                  Instant.now(), DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
      return Optional.of(asked.isNegative() ? Duration.ZERO : asked);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The problem document of an answer; made up from the status where something else came. */
  private Problem problem(HttpResponse<InputStream> response) throws IOException {
    byte[] body;
    try (InputStream in = response.body()) {
      body = in.readNBytes(MOST_PROBLEM_BYTES);
    }
    boolean isProblem =
        response.headers().firstValue("Content-Type").orElse("").startsWith(Problem.MEDIA_TYPE);
    if (isProblem) {
      try {
        return json.readValue(body, Problem.class);
      } catch (JsonProcessingException e) {
        return foreign(response, body);
      }
    }
    return foreign(response, body);
  }

  private static Problem foreign(HttpResponse<?> response, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    String shown = text.length() > 200 ? text.substring(0, 200) + "…" : text;
    int status = response.statusCode();
    return new Problem(
        "/problems/http." + status,
        "Http " + status,
        status,
        "%s answered %d%s"
            .formatted(origin(response.uri()), status, shown.isEmpty() ? "" : ": " + shown),
        "http." + status,
        "is this an IdleGrid coordinator, and is nothing between that answers for it?",
        null,
        status == 429 || status == 503);
  }
}
