package io.idlegrid.worker.edge.run;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.worker.edge.link.CoordinatorUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Blobs over real HTTP, as a coordinator serves them. */
final class BlobServer implements AutoCloseable {

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

  final Map<String, byte[]> blobs = new ConcurrentHashMap<>();

  /** For which attempts something was uploaded. */
  final Set<String> attempts = ConcurrentHashMap.newKeySet();

  /** How many uploads are refused before one is taken. */
  final AtomicInteger refusals = new AtomicInteger();

  private final HttpServer server;

  BlobServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v1/blobs/", this::answer);
    server.start();
  }

  CoordinatorUrl url() {
    return CoordinatorUrl.parse("http://127.0.0.1:" + server.getAddress().getPort());
  }

  String add(byte[] bytes) {
    String hash = hash(bytes);
    blobs.put(hash, bytes);
    return hash;
  }

  static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String[] path = exchange.getRequestURI().getPath().split("/", -1);
    byte @Nullable [] blob = blobs.get(path[4]);
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (path.length > 5) {
      send(exchange, 200, ("{\"complete\":" + (blob != null) + ",\"received\":0}"));
    } else if (exchange.getRequestMethod().equals("PUT") && refusals.getAndDecrement() > 0) {
      send(exchange, 403, "{\"detail\":\"not held\",\"hint\":\"say hello\"}");
    } else if (exchange.getRequestMethod().equals("PUT")) {
      attempts.add(exchange.getRequestHeaders().getFirst(LeaseRef.HEADER));
      blobs.put(path[4], body);
      send(exchange, 200, "{}");
    } else if (blob == null) {
      send(exchange, 404, "{\"detail\":\"no such blob\",\"hint\":\"upload it\"}");
    } else {
      sendRange(exchange, blob);
    }
  }

  private static void sendRange(HttpExchange exchange, byte[] blob) throws IOException {
    Matcher range = RANGE.matcher(exchange.getRequestHeaders().getFirst("Range"));
    if (!range.matches()) {
      send(exchange, 416, "{}");
      return;
    }
    long end = Math.min(Long.parseLong(range.group(2)) + 1, blob.length);
    byte[] part = Arrays.copyOfRange(blob, Integer.parseInt(range.group(1)), (int) end);
    exchange.sendResponseHeaders(206, part.length);
    exchange.getResponseBody().write(part);
    exchange.close();
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
