package io.idlegrid.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.idlegrid.protocol.problem.Problem;
import io.idlegrid.protocol.store.BlobView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP server that keeps blobs as a coordinator does, and plays what a test tells it to. */
final class FakeCoordinator implements AutoCloseable {

  private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+)");

  /** Answers one request. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  final Map<String, byte[]> partial = new ConcurrentHashMap<>();
  final List<String> requests = new CopyOnWriteArrayList<>();
  final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private final Map<String, Deque<Answer>> script = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  FakeCoordinator() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** What the next request to a path is answered with; the last answer is given again and again. */
  FakeCoordinator on(String methodAndPath, Answer... answers) {
    script.computeIfAbsent(methodAndPath, key -> new ArrayDeque<>()).addAll(List.of(answers));
    return this;
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  GridApi api() {
    return api(1 << 20);
  }

  GridApi api(int pieceBytes) {
    return new GridApi(base(), "secret", pauses::add, pieceBytes);
  }

  IdleGrid grid() {
    return new IdleGrid(api(), pauses::add);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  static Answer json(int status, String body) {
    return exchange -> send(exchange, status, "application/json", bytes(body));
  }

  static Answer problem(int status, String code) {
    String body =
        "{\"type\":\"/problems/%s\",\"title\":\"T\",\"status\":%d,\"detail\":\"d\",\"code\":\"%s\",\"hint\":\"h\",\"retry\":false}"
            .formatted(code, status, code);
    return exchange -> send(exchange, status, Problem.MEDIA_TYPE, bytes(body));
  }

  static Answer busy(String retryAfter) {
    return exchange -> {
      exchange.getResponseHeaders().add("Retry-After", retryAfter);
      problem(503, "grid.busy").to(exchange);
    };
  }

  /** Closes the connection without an answer. */
  static Answer broken() {
    return exchange -> {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(200, 1_000);
      exchange.getResponseBody().flush();
      exchange.close();
    };
  }

  /** Serves bytes with ranges; closes the connection after so many of them. */
  static Answer body(byte[] content, String tag, int mostBytes) {
    return exchange -> {
      String range = exchange.getRequestHeaders().getFirst("Range");
      int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
      exchange.getResponseHeaders().add("ETag", '"' + tag + '"');
      exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
      OutputStream out = exchange.getResponseBody();
      out.write(content, from, Math.min(mostBytes, content.length - from));
      out.flush();
      exchange.close();
    };
  }

  static Answer events(String... events) {
    return exchange -> {
      exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      for (String event : events) {
        exchange.getResponseBody().write(bytes(event));
      }
      exchange.close();
    };
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    String key = exchange.getRequestMethod() + " " + path;
    requests.add(key);
    Deque<Answer> answers = script.get(key);
    if (answers != null) {
      Answer next;
      synchronized (answers) {
        next = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
      }
      next.to(exchange);
    } else if (path.startsWith("/api/v1/blobs/")) {
      blob(exchange, path.substring("/api/v1/blobs/".length()));
    } else {
      problem(404, "route.unknown").to(exchange);
    }
  }

  private void blob(HttpExchange exchange, String rest) throws IOException {
    String sha256 = rest.replace("/status", "");
    byte[] sent = exchange.getRequestBody().readAllBytes();
    if (exchange.getRequestMethod().equals("PUT") && !blobs.containsKey(sha256)) {
      byte[] before = partial.getOrDefault(sha256, new byte[0]);
      Matcher range =
          RANGE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Content-Range")));
      long offset = range.matches() ? Long.parseLong(range.group(1)) : 0;
      long total = range.matches() ? Long.parseLong(range.group(3)) : sent.length;
      if (offset != 0 && offset != before.length) {
        problem(409, "blob.offset").to(exchange);
        return;
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.write(offset == 0 ? new byte[0] : before);
      all.write(sent);
      if (all.size() >= total) {
        blobs.put(sha256, all.toByteArray());
      } else {
        partial.put(sha256, all.toByteArray());
      }
    }
    byte[] stored = blobs.get(sha256);
    long received =
        stored == null ? partial.getOrDefault(sha256, new byte[0]).length : stored.length;
    BlobView view =
        new BlobView(sha256, stored == null ? 0 : stored.length, received, stored != null);
    send(exchange, 200, "application/json", GridApi.json().writeValueAsBytes(view));
  }

  private static void send(HttpExchange exchange, int status, String media, byte[] body)
      throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().add("Content-Type", media);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
