package io.idlegrid.worker.edge.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.image.Frame;
import io.idlegrid.image.ImpatientStream;
import io.idlegrid.image.ImpatientStream.Least;
import io.idlegrid.image.ObjectName;
import io.idlegrid.image.OneWayStream;
import io.idlegrid.protocol.image.ImageSource;
import io.idlegrid.protocol.image.ImageView;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.protocol.trust.CoordinatorTrust;
import io.idlegrid.worker.edge.image.ObjectSource;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.HttpsURLConnection;

/**
 * HTTP with the JDK's small client: the newer one costs 20 MB of memory, which a resting device
 * should not spend.
 */
public final class Http {

  private static final int BUFFER = 1 << 16;
  private static final int MOST_PROBLEM = 1 << 16;
  private static final Patience WITH_COORDINATOR =
      new Patience(Duration.ofSeconds(15), Duration.ofSeconds(60), 0, Frame.MOST_BYTES);

  /**
   * A cache is to be hardly slower than the coordinator; recipes of layers up to 1.8 GiB come from
   * it.
   */
  private static final Patience WITH_CACHE =
      new Patience(Duration.ofSeconds(3), Duration.ofSeconds(20), 4 << 10, 4 << 20);

  private final CoordinatorUrl coordinator;
  private final String key;
  private final ObjectMapper json;
  private final Pace pace;
  private final Patience patience;
  private final LongAdder moved;
  private final Rate coordinatorRate;

  /**
   * What is put up with.
   *
   * @param leastBytesPerSecond slower answers are broken off; 0 for any
   * @param mostObjectBytes larger parts of images are refused
   */
  private record Patience(
      Duration connect, Duration read, long leastBytesPerSecond, int mostObjectBytes) {}

  /**
   * @param key device key; empty before the device joined
   * @param pace how fast bytes may be moved
   */
  public Http(CoordinatorUrl coordinator, String key, ObjectMapper json, Pace pace) {
    this(coordinator, key, json, pace, WITH_COORDINATOR, new LongAdder(), new Rate());
  }

  private Http(
      CoordinatorUrl coordinator,
      String key,
      ObjectMapper json,
      Pace pace,
      Patience patience,
      LongAdder moved,
      Rate coordinatorRate) {
    this.coordinator = coordinator;
    this.key = key;
    this.json = json;
    this.pace = pace;
    this.patience = patience;
    this.moved = moved;
    this.coordinatorRate = coordinatorRate;
  }

  /**
   * The same to a cache, which hears no secret of ours and gets less patience; what moves counts
   * together, and keeps to one pace.
   */
  public Http toCache(CoordinatorUrl cache) {
    return new Http(cache, "", json, pace, WITH_CACHE, moved, coordinatorRate);
  }

  /** Counts bytes that moved beside these requests, and waits as the owner's rate asks. */
  public void handedOut(int bytes) throws IOException {
    moved.add(bytes);
    pace.moved(bytes);
  }

  /** Sends a record and reads one back. */
  public <T> T post(String path, Object body, Class<T> answer) throws IOException {
    HttpURLConnection connection = open(path, "POST");
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/json");
    try (OutputStream out = connection.getOutputStream()) {
      json.writeValue(out, body);
    }
    requireSuccess(connection);
    try (InputStream in = connection.getInputStream()) {
      return json.readValue(in, answer);
    }
  }

  /**
   * Appends a range of a blob to a file.
   *
   * @param first first byte wanted
   * @param end byte after the last
   */
  public void download(String sha256, long first, long end, Path file) throws IOException {
    HttpURLConnection connection = open("api/v1/blobs/" + sha256, "GET");
    connection.setRequestProperty("Range", "bytes=" + first + "-" + (end - 1));
    requireSuccess(connection);
    if (first > 0 && connection.getResponseCode() != HttpURLConnection.HTTP_PARTIAL) {
      throw new IOException("the coordinator sent all of a blob instead of a range");
    }
    try (InputStream in = connection.getInputStream();
        OutputStream out =
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      copy(in, out);
    }
  }

  /**
   * Stores a file as a blob, going on where an earlier try stopped.
   *
   * @param attempt that it is for, which this device must hold
   */
  public void upload(Path file, String sha256, LeaseRef attempt) throws IOException {
    long size = Files.size(file);
    JsonNode status = get("api/v1/blobs/" + sha256 + "/status");
    if (status.path("complete").asBoolean()) {
      return;
    }
    long from = Math.min(size, status.path("received").asLong());
    HttpURLConnection connection = open("api/v1/blobs/" + sha256, "PUT");
    connection.setRequestProperty(LeaseRef.HEADER, attempt.word());
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/octet-stream");
    if (from > 0) {
      connection.setRequestProperty(
          "Content-Range", "bytes " + from + "-" + (size - 1) + "/" + size);
    }
    connection.setFixedLengthStreamingMode(size - from);
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ);
        OutputStream out = connection.getOutputStream()) {
      in.position(from);
      copy(Channels.newInputStream(in), out);
    }
    requireSuccess(connection);
  }

  /** Reads parts of images, each taken as it comes. */
  public void objects(List<ObjectName> wanted, ObjectSource.Taker taker) throws IOException {
    HttpURLConnection connection = open("api/v1/image-objects", "POST");
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/json");
    try (OutputStream out = connection.getOutputStream()) {
      json.writeValue(
          out, new ImageView.Wanted(wanted.stream().map(ObjectName::toString).toList()));
    }
    requireSuccess(connection);
    int most = patience.mostObjectBytes();
    try (InputStream in = new BufferedInputStream(patient(connection.getInputStream()), BUFFER)) {
      for (Optional<Frame> part = Frame.read(in, most);
          part.isPresent();
          part = Frame.read(in, most)) {
        moved.add(part.get().length());
        pace.moved(part.get().length());
        taker.take(part.get());
      }
    }
  }

  /** Where an image's layers lie in a registry; empty when the coordinator knows of none. */
  public Optional<ImageSource> imageSource(String image) throws IOException {
    HttpURLConnection connection = open("api/v1/image-sources/" + image, "GET");
    try {
      requireSuccess(connection);
    } catch (FileNotFoundException unknown) {
      return Optional.empty();
    }
    try (InputStream in = connection.getInputStream()) {
      return Optional.of(json.readValue(in, ImageSource.class));
    }
  }

  /**
   * What is read from elsewhere, counted and at the owner's pace like all else; broken off where it
   * is much slower than the coordinator.
   */
  public InputStream fromElsewhere(InputStream in) {
    long least = coordinatorRate.leastOfACache(WITH_CACHE.leastBytesPerSecond());
    return new OneWayStream(new ImpatientStream(in, Least.of(least))) {
      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (read > 0) {
          handedOut(read);
        }
        return read;
      }
    };
  }

  private InputStream patient(InputStream in) {
    long least = patience.leastBytesPerSecond();
    return least > 0
        ? new ImpatientStream(in, Least.of(coordinatorRate.leastOfACache(least)))
        : coordinatorRate.of(in);
  }

  /** Bytes that were moved so far, either way. */
  public long moved() {
    return moved.sum();
  }

  private JsonNode get(String path) throws IOException {
    HttpURLConnection connection = open(path, "GET");
    requireSuccess(connection);
    try (InputStream in = connection.getInputStream()) {
      return json.readTree(in);
    }
  }

  private HttpURLConnection open(String path, String method) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) coordinator.at(path).toURL().openConnection();
    if (connection instanceof HttpsURLConnection secure && coordinator.trust().isPresent()) {
      trust(secure, coordinator.trust().get());
    }
    connection.setRequestMethod(method);
    connection.setConnectTimeout((int) patience.connect().toMillis());
    connection.setReadTimeout((int) patience.read().toMillis());
    connection.setInstanceFollowRedirects(false);
    if (!key.isEmpty()) {
      connection.setRequestProperty("Authorization", "Bearer " + key);
    }
    return connection;
  }

  private static void trust(HttpsURLConnection connection, CoordinatorTrust trust) {
    connection.setSSLSocketFactory(trust.context().getSocketFactory());
    if (trust.isPinned()) {
      // The fingerprint was compared already, and says more than a name.
      connection.setHostnameVerifier((name, session) -> true);
    }
  }

  private void requireSuccess(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    if (status < 300) {
      return;
    }
    String problem = problem(connection);
    if (status == HttpURLConnection.HTTP_NOT_FOUND) {
      throw new FileNotFoundException(problem);
    }
    throw new RefusedByCoordinator(status, problem);
  }

  private String problem(HttpURLConnection connection) throws IOException {
    try (InputStream in = connection.getErrorStream()) {
      if (in == null) {
        return "status " + connection.getResponseCode();
      }
      // It may be anybody who answers: what does not fit is no problem that we know.
      JsonNode problem = json.readTree(patient(in).readNBytes(MOST_PROBLEM));
      return problem.path("detail").asText() + " (" + problem.path("hint").asText() + ")";
    }
  }

  private void copy(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      out.write(buffer, 0, read);
      moved.add(read);
      pace.moved(read);
    }
  }
}
