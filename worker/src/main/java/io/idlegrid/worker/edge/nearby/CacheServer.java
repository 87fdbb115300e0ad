package io.idlegrid.worker.edge.nearby;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.idlegrid.image.ObjectName;
import io.idlegrid.protocol.image.ImageView;
import io.idlegrid.worker.edge.image.ObjectSource;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands parts of images to other devices, in the coordinator's own words ({@code POST
 * /api/v1/image-objects}). Whoever knows a part's hash may read it: hashes of the parts follow from
 * that of the image, which the coordinator tells to its accounts and devices only.
 */
public final class CacheServer implements AutoCloseable {

  public static final String PATH = "/api/v1/image-objects";

  private static final Logger LOG = LoggerFactory.getLogger(CacheServer.class);

  /** Twice what a worker asks for at once. */
  private static final int MOST_OBJECTS = 512;

  /** As many names in JSON, with room to spare. */
  private static final int MOST_BODY = 48 << 10;

  private static final int MOST_SKIPPED = 1 << 20;

  /** At once; the others wait for their turn, since each may hold a part of a few MiB. */
  private static final int MOST_READERS = 8;

  private static final int MOST_WAITING = 1_000;
  private static final int BUFFER = 1 << 15;

  /** Bounds memory: addresses can be made up. */
  private static final int MOST_COUNTED = 1_000;

  private final HttpsServer server;
  private final ThreadPoolExecutor threads;
  private final ObjectSource objects;
  private final ObjectMapper json;
  private final Lending lending;
  private final LongAdder handedOut = new LongAdder();
  private final Set<InetAddress> readers = ConcurrentHashMap.newKeySet();

  /**
   * What the owner lends to others.
   *
   * @param networks whose devices may read
   * @param isOn whether anything is handed out now; asked before each part
   * @param pace waits as long as the owner's rate asks, for each part
   */
  public record Lending(ReaderNetworks networks, BooleanSupplier isOn, Pace pace) {}

  /** Waits until bytes that were handed out would have gone through at the owner's rate. */
  @FunctionalInterface
  public interface Pace {
    void handedOut(int bytes) throws IOException;
  }

  /** Begins to listen. */
  public CacheServer(
      InetSocketAddress address,
      SSLContext certificate,
      ObjectSource objects,
      ObjectMapper json,
      Lending lending)
      throws IOException {
    this.objects = objects;
    this.json = json;
    this.lending = lending;
    this.server = HttpsServer.create(address, MOST_READERS);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate));
    server.createContext("/", this::answer);
    this.threads =
        new ThreadPoolExecutor(
            MOST_READERS,
            MOST_READERS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread thread = new Thread(task, "hands images on");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    server.setExecutor(threads);
    server.start();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** Bytes of parts that were handed to others since the start. */
  public long handedOut() {
    return handedOut.sum();
  }

  /** To how many addresses, as far as they are counted. */
  public int readers() {
    return readers.size();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!lending.networks().have(exchange.getRemoteAddress().getAddress())) {
        refuse(exchange, 403, "this cache is for other networks", "see its owner: --cache-for");
      } else if (!exchange.getRequestURI().getPath().equals(PATH)) {
        refuse(exchange, 404, "there is nothing here", "parts of images are at " + PATH);
      } else if (!exchange.getRequestMethod().equals("POST")) {
        refuse(
            exchange, 405, "parts are asked for with POST", "see the coordinator's /openapi.json");
      } else if (!lending.isOn().getAsBoolean()) {
        refuse(exchange, 503, "the owner needs the device", "ask the coordinator");
      } else {
        serve(exchange);
      }
    } catch (IOException e) {
      // The reader hung up, or is told by an answer that ends too early.
      LOG.debug("a part of an image was not handed on: {}", e.getMessage());
      throw e;
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY + 1);
    if (body.length > MOST_BODY) {
      // Whoever sends more is answered by a reset instead of the reason, unless it is read.
      byte[] thrownAway = new byte[BUFFER];
      int left = MOST_SKIPPED;
      for (int read = 0; read >= 0 && left > 0; left -= read) {
        read = exchange.getRequestBody().read(thrownAway);
      }
      refuse(exchange, 413, "too many objects", "ask for %d at most".formatted(MOST_OBJECTS));
      return;
    }
    List<String> wanted;
    try {
      wanted = json.readValue(body, ImageView.Wanted.class).objects();
    } catch (JacksonException e) {
      refuse(exchange, 400, "this is no list of objects", "{\"objects\": [\"SHA-256\", …]}");
      return;
    }
    if (wanted == null || wanted.size() > MOST_OBJECTS) {
      refuse(exchange, 413, "too many objects", "ask for %d at most".formatted(MOST_OBJECTS));
      return;
    }
    for (String name : wanted) {
      if (name == null || !ObjectName.isValid(name)) {
        refuse(exchange, 422, "'" + name + "' is not a SHA-256", "64 digits of lower-case hex");
        return;
      }
    }
    exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
    exchange.sendResponseHeaders(200, 0);
    // What breaks off leaves out parts, or ends within one: the reader sees either.
    OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), BUFFER);
    objects.read(
        wanted.stream().map(ObjectName::of).distinct().toList(),
        part -> {
          if (!lending.isOn().getAsBoolean()) {
            throw new IOException("the owner needs the device");
          }
          part.write(out);
          handedOut.add(part.length());
          note(exchange.getRemoteAddress().getAddress());
          lending.pace().handedOut(part.length());
        });
    out.close();
  }

  private void note(InetAddress reader) {
    if (readers.size() < MOST_COUNTED) {
      readers.add(reader);
    }
  }

  private void refuse(HttpExchange exchange, int status, String detail, String hint)
      throws IOException {
    byte[] problem =
        json.writeValueAsBytes(Map.of("status", status, "detail", detail, "hint", hint));
    exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
    exchange.sendResponseHeaders(status, problem.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(problem);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
