package io.idlegrid.worker.edge.run;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.idlegrid.worker.edge.link.CoordinatorUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The part of a coordinator that keeps blobs. */
final class BlobStore implements AutoCloseable {

  private static final String PREFIX = "/api/v1/blobs/";

  private final HttpServer server;
  final Map<String, byte[]> blobs = new ConcurrentHashMap<>();

  BlobStore() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(PREFIX, this::serve);
    server.start();
  }

  CoordinatorUrl url() {
    return CoordinatorUrl.parse("http://localhost:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String name = exchange.getRequestURI().getPath().substring(PREFIX.length());
      if (name.endsWith("/status")) {
        boolean isThere = blobs.containsKey(name.substring(0, name.indexOf('/')));
        answer(
            exchange,
            200,
            ("{\"complete\":" + isThere + ",\"received\":0}").getBytes(StandardCharsets.UTF_8));
      } else if (exchange.getRequestMethod().equals("PUT")) {
        blobs.put(name, exchange.getRequestBody().readAllBytes());
        answer(exchange, 201, new byte[0]);
      } else if (blobs.containsKey(name)) {
        answer(exchange, 200, blobs.get(name));
      } else {
        answer(exchange, 404, "{\"detail\":\"no such blob\"}".getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}
