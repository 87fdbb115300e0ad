package io.idlegrid.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.idlegrid.cli.command.Documents;
import io.idlegrid.protocol.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A coordinator that answers what it was told to, and remembers what it was asked. */
final class FakeGrid implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, Deque<Answer>> answers = new HashMap<>();
  private final List<Asked> asked = new ArrayList<>();

  /** A request as it came. */
  record Asked(String method, String uri, String token, String body) {

    String line() {
      return method + " " + uri;
    }
  }

  private record Answer(int status, String media, String body) {}

  FakeGrid() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers a request with a record; the last answer to the same is repeated. */
  FakeGrid answers(String request, Object document) {
    return answers(request, 200, "application/json", Documents.jsonLine(document));
  }

  FakeGrid refuses(String request, int status, String code, String detail, String hint) {
    Problem problem =
        new Problem("/problems/" + code, "Title", status, detail, code, hint, "/spec/run", false);
    return answers(request, status, Problem.MEDIA_TYPE, Documents.jsonLine(problem));
  }

  FakeGrid answers(String request, int status, String media, String body) {
    answers
        .computeIfAbsent(request, any -> new ArrayDeque<>())
        .add(new Answer(status, media, body));
    return this;
  }

  synchronized List<Asked> asked() {
    return List.copyOf(asked);
  }

  Asked asked(String request) {
    return asked().stream()
        .filter(each -> each.line().equals(request))
        .findFirst()
        .orElseThrow(() -> new AssertionError(request + " was not asked, but " + asked()));
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    String uri = exchange.getRequestURI().toString();
    String token = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Asked request = new Asked(exchange.getRequestMethod(), uri, token, body);
    asked.add(request);
    Answer answer = next(request.line());
    exchange.getResponseHeaders().set("Content-Type", answer.media());
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Answer next(String line) {
    Deque<Answer> known = answers.get(line);
    if (known == null) {
      Problem problem =
          new Problem(
              "/problems/route.unknown",
              "T",
              404,
              "nothing at " + line,
              "route.unknown",
              null,
              null,
              false);
      return new Answer(404, Problem.MEDIA_TYPE, Documents.jsonLine(problem));
    }
    return known.size() > 1 ? known.pop() : known.getFirst();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
