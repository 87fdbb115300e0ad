package io.idlegrid.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.idlegrid.protocol.image.ImageView;
import io.idlegrid.protocol.image.OriginView;
import io.idlegrid.protocol.trust.CoordinatorTrust;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator's REST interface, typed: paths in, wire records out. {@link IdleGrid} is the
 * comfortable way; this is for what it does not cover. Safe for use by several threads.
 *
 * <p>Paths begin with {@code /api/v1}; use {@link #segment} for names that go into one. Whatever XX
 * so are broken connections, but only under requests that may be repeated (all but POST and PATCH
 * without an {@code Idempotency-Key}).
 *
 * <pre>{@code
 * var api = new GridApi(URI.create("http://127.0.0.1:7080"), token);
 * Whoami me = api.get("/api/v1/whoami", Whoami.class);
 * }</pre>
 */
public final class GridApi {

  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** Splitting large data takes the coordinator its time. */
  private static final Duration ANSWER = Duration.ofMinutes(15);

  /** The coordinator shows that a stream lives every 15 seconds. */
  private static final Duration MOST_SILENCE = Duration.ofSeconds(60);

  private static final int PIECE_BYTES = 8 << 20;
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]|\\[0:0:0:0:0:0:0:1]");

  private final URI base;
  private final String token;
  private final ObjectMapper json;
  private final HttpClient http;
  private final Exchange exchange;
  private final Pauses pauses;
  private final BlobUpload blobs;
  private final BlobUpload archives;

  /**
   * Prepares to talk to a coordinator; nothing is sent yet.
   *
   * @param base such as {@code https://grid.example.org} or {@code http://127.0.0.1:7080}
   * @param token an account's token; empty for the few routes that need none
   * @throws GridException {@code client.url} when it is no such address, {@code client.plain-http}
   *     when it would send the token over plain HTTP to another machine
   */
  public GridApi(URI base, String token) {
    this(base, token, CoordinatorTrust.usual());
  }

  /**
   * Prepares to talk to a coordinator whose certificate no usual authority vouches for.
   *
   * @param trust which certificate to believe
   */
  public GridApi(URI base, String token, CoordinatorTrust trust) {
    this(base, token, trust, Pauses.REAL, PIECE_BYTES);
  }

  GridApi(URI base, String token, Pauses pauses, int pieceBytes) {
    this(base, token, CoordinatorTrust.usual(), pauses, pieceBytes);
  }

  private GridApi(URI base, String token, CoordinatorTrust trust, Pauses pauses, int pieceBytes) {
    this.base = checked(base);
    this.token = requirePrintable(token);
    this.pauses = pauses;
    this.json = json();
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .sslContext(trust.context())
            // A redirection would carry the token to whoever it names.
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    this.exchange = new Exchange(http, json, pauses);
    this.blobs = new BlobUpload(this, "/api/v1/blobs/", pieceBytes);
    this.archives = new BlobUpload(this, "/api/v1/image-archives/", pieceBytes);
  }

  /** The mapper for wire records: dates as ISO 8601 text, unknown properties passed over. */
  static ObjectMapper json() {
    return JsonMapper.builder()
        .addModule(new JavaTimeModule())
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build();
  }

  /** The coordinator's address, without a slash at its end. */
  public URI base() {
    return base;
  }

  /** A name as one segment of a path: {@code a b/c} becomes {@code a%20b%2Fc}. */
  public static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Reads a resource. */
  public <T> T get(String path, Class<T> type) {
    return read(request("GET", path, BodyPublishers.noBody(), Map.of()), type);
  }

  /** Reads a resource as text. */
  public String getText(String path) {
    return new String(getBytes(path), StandardCharsets.UTF_8);
  }

  /** Reads a resource as bytes; for what fits into memory. */
  public byte[] getBytes(String path) {
    return bytes(request("GET", path, BodyPublishers.noBody(), Map.of()));
  }

  /** Posts, without headers of its own. */
  public <T> T post(String path, @Nullable Object body, Class<T> type) {
    return post(path, body, type, Map.of());
  }

  /**
   * Posts.
   *
   * @param body a wire record, sent as JSON; a {@code byte[]} or {@code String}, sent as it is;
   *     null for nothing
   * @param headers such as {@code Idempotency-Key}, with which a broken request is repeated
   */
  public <T> T post(
      String path, @Nullable Object body, Class<T> type, Map<String, String> headers) {
    return read(request("POST", path, body, headers), type);
  }

  /** Puts, without headers of its own. */
  public <T> T put(String path, @Nullable Object body, Class<T> type) {
    return put(path, body, type, Map.of());
  }

  /** Puts; see {@link #post} for the body. */
  public <T> T put(String path, @Nullable Object body, Class<T> type, Map<String, String> headers) {
    return read(request("PUT", path, body, headers), type);
  }

  /** Patches; see {@link #post} for the body. */
  public <T> T patch(String path, @Nullable Object body, Class<T> type) {
    return read(request("PATCH", path, body, Map.of()), type);
  }

  /** Sends something that is answered without a document; see {@link #post} for the body. */
  public void send(String method, String path, @Nullable Object body) {
    bytes(request(method, path, body, Map.of()));
  }

  /** Deletes. */
  public void delete(String path) {
    bytes(request("DELETE", path, BodyPublishers.noBody(), Map.of()));
  }

  /**
   * Downloads into a file. What was received lies in {@code FILE.part} until it is whole, so that a
   * later call goes on from there; the file itself appears only when it is complete.
   *
   * @return size in bytes
   */
  public long download(String path, Path file) {
    return download(path, file, TransferListener.NONE);
  }

  /** Downloads into a file and tells how far it is. */
  public long download(String path, Path file, TransferListener listener) {
    return new Download(this, path, listener, pauses).into(file);
  }

  /**
   * Downloads into a stream, which is not closed; goes on after a broken connection.
   *
   * @param offset first byte wanted; 0 for all
   * @return size of the whole in bytes
   */
  public long download(String path, OutputStream out, long offset) {
    return new Download(this, path, TransferListener.NONE, pauses).into(out, offset);
  }

  /**
   * Opens a resource as a stream, which the caller closes. Unlike {@link #download} it does not go
   * on after a broken connection: reading fails with an {@code IOException}.
   */
  public InputStream stream(String path) {
    return new StallGuard(open(path, Map.of()).body(), MOST_SILENCE);
  }

  /**
   * Hears server-sent events until the stream ends, the handler ends it, or the calling thread is
   * interrupted. Does not connect again: what was missed is the caller's to know.
   *
   * @return true when the handler ended it; false when the stream ended by itself
   * @throws UnreachableException when the connection breaks or falls silent for a minute
   */
  public boolean events(String path, EventHandler handler) {
    HttpResponse<InputStream> response = open(path, Map.of("Accept", "text/event-stream"));
    String media = response.headers().firstValue("Content-Type").orElse("");
    try (InputStream body = new StallGuard(response.body(), MOST_SILENCE)) {
      return media.startsWith("text/event-stream")
          ? new EventReader(body).read(handler)
          : !handler.handle("document", new String(body.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted() || e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        throw Pauses.interrupted(e);
      }
      throw Exchange.unreachable(base, e);
    }
  }

  /** Uploads a file as a blob, in pieces and only as far as it is not there; returns its hash. */
  public String uploadBlob(Path file) {
    return uploadBlob(file, TransferListener.NONE);
  }

  /** Uploads a file as a blob and tells how far it is; returns its SHA-256 in lower-case hex. */
  public String uploadBlob(Path file, TransferListener listener) {
    return blobs.upload(file, listener);
  }

  /** Uploads bytes as a blob; returns their SHA-256 in lower-case hex. */
  public String uploadBlob(byte[] bytes) {
    return blobs.upload(bytes, TransferListener.NONE);
  }

  /**
   * Gives the images of an archive a name: of what {@code docker save} writes, of an OCI layout
   * packed with tar, or of the tar of a root folder.
   *
   * @param arch the only architecture to take; needed for a root folder, which does not say
   * @return the image and what the coordinator stored for it; what it had is not stored again
   * @throws GridException {@code image.…} when the archive is not sound, with the place in it
   */
  public ImageView.Pushed pushImage(
      String name, Path archive, @Nullable String arch, TransferListener listener) {
    String sha256 = uploadArchive(archive, listener);
    return put(image(name), new ImageView.Request(sha256, arch, null), ImageView.Pushed.class);
  }

  /** Uploads an archive of an image, or of what one is to be built of; returns its SHA-256. */
  String uploadArchive(Path archive, TransferListener listener) {
    return archives.upload(archive, listener);
  }

  /**
   * Begins to pull an image out of a registry that the administrator allows, to get a name.
   *
   * @param reference like {@code docker.io/library/alpine:3.20}
   * @param archs architectures; all that it has when absent
   * @param isFollowing whether what is newer is pulled by itself
   * @return how it goes; {@link #imageOrigin} tells more
   * @throws GridException {@code registry.…} when the registry is not allowed
   */
  public OriginView pullImage(
      String name, String reference, @Nullable List<String> archs, boolean isFollowing) {
    return post(
        image(name) + "/pull",
        new OriginView.Request(reference, archs, isFollowing),
        OriginView.class);
  }

  /** Begins to pull an image again from where it came. */
  public OriginView refreshImage(String name) {
    return post(image(name) + "/refresh", null, OriginView.class);
  }

  /** Where an image came from, whether the registry has a newer one, and how its pull goes. */
  public OriginView imageOrigin(String name) {
    return get(image(name) + "/origin", OriginView.class);
  }

  private static String image(String name) {
    return "/api/v1/images/" + segment(name);
  }

  /** Opens a resource; the caller closes the body. */
  HttpResponse<InputStream> open(String path, Map<String, String> headers) {
    return exchange.send(request("GET", path, BodyPublishers.noBody(), headers), opened -> opened);
  }

  /** Reads a record out of JSON text that came in an event. */
  <T> T parse(String text, Class<T> type) {
    try {
      return json.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw misread(type, e);
    }
  }

  private <T> T read(HttpRequest request, Class<T> type) {
    byte[] body = bytes(request);
    try {
      T value = json.readValue(body, type);
      if (value == null) {
        throw GridException.of(
            "client.answer", "the coordinator answered null", "its version may be another");
      }
      return value;
    } catch (IOException e) {
      throw misread(type, e);
    }
  }

  private static GridException misread(Class<?> type, IOException cause) {
    return GridException.of(
        "client.answer",
        "the coordinator's answer is no %s: %s".formatted(type.getSimpleName(), cause.getMessage()),
        "client and coordinator may be of different versions",
        cause);
  }

  private byte[] bytes(HttpRequest request) {
    return exchange.send(
        request,
        response -> {
          try (InputStream body = new StallGuard(response.body(), MOST_SILENCE)) {
            return body.readAllBytes();
          }
        });
  }

  private HttpRequest request(
      String method, String path, @Nullable Object body, Map<String, String> headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(uri(path)).timeout(ANSWER).method(method, publisher(body));
    if (!token.isEmpty()) {
      builder.header("Authorization", "Bearer " + token);
    }
    boolean isNamed = headers.keySet().stream().anyMatch("Content-Type"::equalsIgnoreCase);
    String media = media(body);
    if (!isNamed && !media.isEmpty()) {
      builder.header("Content-Type", media);
    }
    headers.forEach(builder::header);
    return builder.build();
  }

  private URI uri(String path) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path '" + path + "' does not begin with a slash");
    }
    return URI.create(base + path);
  }

  private BodyPublisher publisher(@Nullable Object body) {
    if (body == null) {
      return BodyPublishers.noBody();
    }
    if (body instanceof BodyPublisher publisher) {
      return publisher;
    }
    if (body instanceof byte[] bytes) {
      return BodyPublishers.ofByteArray(bytes);
    }
    if (body instanceof String text) {
      return BodyPublishers.ofString(text);
    }
    try {
      return BodyPublishers.ofByteArray(json.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw GridException.of(
          "client.body",
          "%s cannot be written as JSON: %s"
              .formatted(body.getClass().getSimpleName(), e.getOriginalMessage()),
          "send a wire record",
          e);
    }
  }

  private static String media(@Nullable Object body) {
    if (body == null || body instanceof BodyPublisher) {
      return "";
    }
    if (body instanceof byte[]) {
      return "application/octet-stream";
    }
    return body instanceof String ? "text/plain; charset=utf-8" : "application/json";
  }

  private static URI checked(URI base) {
    String scheme = String.valueOf(base.getScheme());
    String host = base.getHost();
    if (host == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw GridException.of(
          "client.url",
          "'" + base + "' is not a coordinator's address",
          "write it like https://grid.example.org or http://127.0.0.1:7080");
    }
    if (scheme.equals("http") && !LOOPBACK.matcher(host).matches()) {
      throw GridException.of(
          "client.plain-http",
          "'" + base + "' would send your token over plain HTTP to another machine",
          "use https://" + host + ", or a tunnel: ssh -L 7080:127.0.0.1:7080 " + host);
    }
    String text = base.toString();
    return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
  }

  private static String requirePrintable(String token) {
    if (!token.chars().allMatch(letter -> letter > ' ' && letter < 127)) {
      throw GridException.of(
          "client.token",
          "the token has blanks or other characters that no token has",
          "copy it again without line ends");
    }
    return token;
  }
}
