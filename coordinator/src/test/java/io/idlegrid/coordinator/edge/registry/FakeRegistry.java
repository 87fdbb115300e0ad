package io.idlegrid.coordinator.edge.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** A registry that says what a test wants; it has one repository, {@code image}. */
final class FakeRegistry implements AutoCloseable {

  final AtomicInteger requests = new AtomicInteger();
  final List<String> ranges = new ArrayList<>();
  byte[] layer = new byte[0];
  byte[] manifest = new byte[0];
  boolean needsToken;
  String needsLogin = "";
  String realm = "";
  String redirect = "";
  int busy;
  int breaksEvery = Integer.MAX_VALUE;
  int answers = Integer.MAX_VALUE;

  private final Map<String, byte[]> manifests = new HashMap<>();
  private final Map<String, byte[]> blobs = new HashMap<>();
  private final HttpServer server;

  FakeRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    realm = "http://" + name() + "/token";
  }

  String name() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** An image of one layer under the tag 1; returns its digest. */
  String image(String arch, int size) {
    layer = new byte[size];
    new Random(size).nextBytes(layer);
    byte[] config =
        "{\"architecture\":\"%s\",\"os\":\"linux\"}"
            .formatted(arch)
            .getBytes(StandardCharsets.UTF_8);
    String layerDigest = digest(layer);
    blobs.put(layerDigest, layer);
    blobs.put(digest(config), config);
    manifest =
        """
        {"schemaVersion":2,"config":{"digest":"%s","size":%d},"layers":[{"digest":"%s","size":%d}]}"""
            .formatted(digest(config), config.length, layerDigest, size)
            .getBytes(StandardCharsets.UTF_8);
    return tag(manifest);
  }

  /** Puts images for two architectures under the tag 1. */
  void index(String arch, String digest, String otherArch, String otherDigest) {
    String entry =
        """
        {"digest":"%s","platform":{"os":"linux","architecture":"%s"}}""";
    tag(
        "{\"schemaVersion\":2,\"manifests\":[%s,%s]}"
            .formatted(entry.formatted(digest, arch), entry.formatted(otherDigest, otherArch))
            .getBytes(StandardCharsets.UTF_8));
  }

  /** Puts a manifest under the tag 1; returns its digest. */
  String tag(byte[] bytes) {
    manifests.put("1", bytes);
    manifests.put(digest(bytes), bytes);
    return digest(bytes);
  }

  private static String digest(byte[] bytes) {
    return "sha256:" + BlobFolder.sha256(bytes);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.incrementAndGet();
      String path = exchange.getRequestURI().getPath();
      String says = exchange.getRequestHeaders().getFirst("Authorization");
      if (path.equals("/token")) {
        send(exchange, 200, "{\"token\":\"ticket\"}".getBytes(StandardCharsets.UTF_8));
      } else if (needsToken && !"Bearer ticket".equals(says)) {
        exchange
            .getResponseHeaders()
            .set("WWW-Authenticate", "Bearer realm=\"" + realm + "\",service=\"fake\"");
        send(exchange, 401, new byte[0]);
      } else if (!needsLogin.isEmpty() && !basic(needsLogin).equals(says)) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"fake\"");
        send(exchange, 401, new byte[0]);
      } else if (busy > 0) {
        busy--;
        send(exchange, 503, new byte[0]);
      } else if (path.startsWith("/v2/image/manifests/")) {
        byte[] found = manifests.get(path.substring("/v2/image/manifests/".length()));
        send(exchange, found == null ? 404 : 200, found == null ? new byte[0] : found);
      } else if (path.startsWith("/v2/image/blobs/")) {
        blob(exchange, path.substring("/v2/image/blobs/".length()));
      } else if (path.startsWith("/elsewhere/")) {
        sendBlob(exchange, path.substring("/elsewhere/".length()));
      } else {
        send(exchange, 404, new byte[0]);
      }
    }
  }

  private void blob(HttpExchange exchange, String digest) throws IOException {
    if (redirect.isEmpty()) {
      sendBlob(exchange, digest);
      return;
    }
    String target = redirect.startsWith("/") ? redirect + "/" + digest : redirect;
    exchange.getResponseHeaders().set("Location", target);
    send(exchange, 307, new byte[0]);
  }

  private void sendBlob(HttpExchange exchange, String digest) throws IOException {
    byte[] all = blobs.getOrDefault(digest, new byte[0]);
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = 0;
    if (range != null) {
      ranges.add(range);
      from = Integer.parseInt(range.replaceAll("\\D", ""));
    }
    byte[] wanted = Arrays.copyOfRange(all, from, all.length);
    if (all.length > 1_000 && --answers < 0) {
      send(exchange, 500, new byte[0]);
      return;
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, wanted.length);
    int some = Math.min(wanted.length, breaksEvery);
    OutputStream out = exchange.getResponseBody();
    out.write(wanted, 0, some);
    out.flush();
  }

  private static String basic(String login) {
    return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] bytes) throws IOException {
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, isHead || bytes.length == 0 ? -1 : bytes.length);
    if (!isHead && bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
