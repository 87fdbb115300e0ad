package io.idlegrid.worker.edge.owner;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The owner's page, on the loopback address only. It is opened when somebody asks for it and closed
 * when nobody has looked for a while, so that a resting device listens to nobody.
 */
final class OwnerPage implements AutoCloseable {

  private static final Duration UNUSED = Duration.ofMinutes(15);
  private static final int TOKEN_BYTES = 24;
  private static final int BACKLOG = 8;

  private final ObjectMapper json;
  private final OwnerDesk desk;
  private final int port;
  private @Nullable Open open;

  private record Open(
      HttpServer server, ThreadPoolExecutor threads, PageHandler handler, URI address) {}

  /**
   * @param port 0 for one that is free
   */
  OwnerPage(ObjectMapper json, OwnerDesk desk, int port) {
    this.json = json;
    this.desk = desk;
    this.port = port;
  }

  /** Opens the page, if it is not open yet; its address holds the secret that lets one in. */
  synchronized URI open() throws IOException {
    Open already = open;
    if (already != null) {
      already.handler().use();
      return already.address();
    }
    byte[] secret = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(secret);
    String token = HexFormat.of().formatHex(secret);
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), BACKLOG);
    PageHandler handler = new PageHandler(token, json, desk);
    server.createContext("/", handler);
    ThreadPoolExecutor threads = threads();
    server.setExecutor(threads);
    server.start();
    URI address =
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + token + "/");
    open = new Open(server, threads, handler, address);
    return address;
  }

  synchronized void closeIfUnused() {
    if (open != null && port == 0 && open.handler().isUnusedFor(UNUSED)) {
      close();
    }
  }

  @Override
  public synchronized void close() {
    Open closing = open;
    if (closing != null) {
      closing.server().stop(0);
      closing.threads().shutdownNow();
      open = null;
    }
  }

  /** A burst takes one thread for a while; the page goes on with the others. */
  private static ThreadPoolExecutor threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            4,
            4,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(64),
            task -> {
              Thread thread = new Thread(task, "owner-page");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
