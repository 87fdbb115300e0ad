package io.idlegrid.worker.edge.owner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.idlegrid.worker.domain.owner.OwnerOrder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the page's requests; whoever does not know the token, or is another site, gets nothing.
 */
final class PageHandler implements HttpHandler {

  private static final Logger LOG = LoggerFactory.getLogger(PageHandler.class);
  private static final int LONGEST_BODY = 4096;

  /** Another name that leads here is a trick of another site (DNS rebinding). */
  private static final Pattern HOST = Pattern.compile("(127\\.0\\.0\\.1|localhost)(:\\d{1,5})?");

  private static final Map<String, String> ASSETS =
      Map.of(
          "", "text/html; charset=utf-8",
          "page.js", "text/javascript; charset=utf-8",
          "words.js", "text/javascript; charset=utf-8",
          "page.css", "text/css; charset=utf-8");

  private final byte[] token;
  private final ObjectMapper json;
  private final OwnerDesk desk;
  private volatile long usedAt = System.nanoTime();

  PageHandler(String token, ObjectMapper json, OwnerDesk desk) {
    this.token = token.getBytes(StandardCharsets.US_ASCII);
    this.json = json;
    this.desk = desk;
  }

  void use() {
    usedAt = System.nanoTime();
  }

  boolean isUnusedFor(Duration time) {
    return System.nanoTime() - usedAt >= time.toNanos();
  }

  /** What is sent back. */
  private record Reply(int status, String type, String body) {}

  /** A request that is refused, with its status. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    Refused(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply;
      try {
        reply = reply(exchange);
      } catch (Refused e) {
        reply = error(e.status, String.valueOf(e.getMessage()));
      } catch (IllegalArgumentException e) {
        reply = error(400, String.valueOf(e.getMessage()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        reply = error(503, "the worker is ending");
      } catch (IOException | RuntimeException e) {
        LOG.error("the owner's page failed", e);
        reply = error(500, "the worker failed; its log tells why");
      }
      send(exchange, reply);
    }
  }

  private Reply reply(HttpExchange exchange) throws Refused, IOException, InterruptedException {
    requireThisSite(exchange);
    String path = within(exchange.getRequestURI().getPath());
    use();
    String type = ASSETS.get(path);
    if (type != null) {
      requireMethod(exchange, "GET");
      return new Reply(200, type, asset(path.isEmpty() ? "page.html" : path));
    }
    return switch (path) {
      case "api/view" -> get(exchange, desk.view());
      case "api/policy" -> get(exchange, desk.policy());
      case "api/pause" -> said(exchange, pause(exchange));
      case "api/finish" -> said(exchange, new OwnerOrder(OwnerOrder.Wish.FINISH, null));
      case "api/resume" -> said(exchange, OwnerOrder.LEND);
      case "api/test" -> {
        requireOrder(exchange);
        yield json(desk.test());
      }
      default -> throw new Refused(404, "there is nothing here");
    };
  }

  /** The rest of the path after the token, which is compared in constant time. */
  private String within(@Nullable String path) throws Refused {
    // A target may be no path at all.
    int end = path == null ? -1 : path.indexOf('/', 1);
    if (path == null
        || end < 0
        || !MessageDigest.isEqual(path.substring(1, end).getBytes(StandardCharsets.UTF_8), token)) {
      throw new Refused(404, "there is nothing here; ask for the address with idlegrid owner page");
    }
    return path.substring(end + 1);
  }

  private static void requireThisSite(HttpExchange exchange) throws Refused {
    Headers headers = exchange.getRequestHeaders();
    String host = String.valueOf(headers.getFirst("Host"));
    String origin = headers.getFirst("Origin");
    String site = headers.getFirst("Sec-Fetch-Site");
    boolean isOurs = HOST.matcher(host).matches();
    boolean isSameOrigin = origin == null || origin.equals("http://" + host);
    boolean isSameSite = site == null || site.equals("same-origin") || site.equals("none");
    if (!isOurs || !isSameOrigin || !isSameSite) {
      throw new Refused(403, "only this page itself may ask");
    }
  }

  private static void requireMethod(HttpExchange exchange, String method) throws Refused {
    if (!exchange.getRequestMethod().equals(method)) {
      throw new Refused(405, "only " + method + " is possible here");
    }
  }

  /** A form of another site can neither send this type nor leave its origin out. */
  private static void requireOrder(HttpExchange exchange) throws Refused {
    requireMethod(exchange, "POST");
    Headers headers = exchange.getRequestHeaders();
    boolean isJson =
        String.valueOf(headers.getFirst("Content-Type")).startsWith("application/json");
    if (!isJson || headers.getFirst("Origin") == null) {
      throw new Refused(403, "only this page itself may ask");
    }
  }

  private OwnerOrder pause(HttpExchange exchange) throws Refused, IOException {
    requireOrder(exchange);
    byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
    if (body.length > LONGEST_BODY) {
      throw new Refused(413, "a request has at most " + LONGEST_BODY + " bytes");
    }
    JsonNode time;
    try {
      time = json.readTree(body).path("time");
    } catch (JsonProcessingException e) {
      throw new Refused(400, "a pause is JSON like {\"time\": \"2h\"}");
    }
    // What is meant as a time must not become a pause without an end.
    return OwnerOrder.pause(
        time.isMissingNode() || time.isNull()
            ? Optional.empty()
            : Optional.of(OwnerOrder.time(time.asText())),
        Instant.now());
  }

  private Reply said(HttpExchange exchange, OwnerOrder order)
      throws Refused, IOException, InterruptedException {
    requireOrder(exchange);
    desk.say(order);
    return json(desk.view());
  }

  private Reply get(HttpExchange exchange, Object value) throws Refused, IOException {
    requireMethod(exchange, "GET");
    return json(value);
  }

  private Reply json(Object value) throws IOException {
    return new Reply(200, "application/json", json.writeValueAsString(value));
  }

  private Reply error(int status, String text) throws IOException {
    return new Reply(status, "application/json", json.writeValueAsString(Map.of("error", text)));
  }

  private static String asset(String name) throws IOException {
    try (InputStream in = PageHandler.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the worker was built without " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", reply.type());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
