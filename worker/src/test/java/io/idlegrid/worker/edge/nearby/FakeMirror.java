package io.idlegrid.worker.edge.nearby;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.idlegrid.image.registry.RegistryAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A registry that hands out what a test wants, and breaks off where it wants. */
final class FakeMirror implements AutoCloseable {

  final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  final Map<String, byte[]> files = new ConcurrentHashMap<>();
  volatile int breaksEvery = Integer.MAX_VALUE;
  final AtomicInteger breaks = new AtomicInteger(Integer.MAX_VALUE);
  volatile boolean doesRanges = true;
  volatile int status;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  FakeMirror() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  RegistryAddress address() {
    return RegistryAddress.of("http://127.0.0.1:" + server.getAddress().getPort(), Map.of());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String range = exchange.getRequestHeaders().getFirst("Range");
      requests.add(path + (range == null ? "" : " " + range));
      byte[] file = files.get(path.substring(path.lastIndexOf('/') + 1));
      if (status > 0 || file == null) {
        exchange.sendResponseHeaders(status > 0 ? status : 404, -1);
        return;
      }
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.getResponseHeaders().set("Content-Length", String.valueOf(file.length));
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      boolean isPart = range != null && doesRanges;
      int from = isPart ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
      byte[] wanted = Arrays.copyOfRange(file, from, file.length);
      exchange.sendResponseHeaders(isPart ? 206 : 200, wanted.length);
      OutputStream out = exchange.getResponseBody();
      boolean isBreaking = wanted.length > breaksEvery && breaks.getAndDecrement() > 0;
      out.write(wanted, 0, isBreaking ? breaksEvery : wanted.length);
      out.flush();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
