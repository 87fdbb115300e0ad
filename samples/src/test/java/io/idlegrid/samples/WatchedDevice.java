package io.idlegrid.samples;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.idlegrid.protocol.device.Capabilities;
import io.idlegrid.protocol.device.Telemetry;
import io.idlegrid.protocol.device.Telemetry.Availability;
import io.idlegrid.protocol.device.Telemetry.LoadSample;
import io.idlegrid.protocol.link.CoordinatorMessage;
import io.idlegrid.protocol.link.CoordinatorMessage.Orders;
import io.idlegrid.protocol.link.CoordinatorMessage.Welcome;
import io.idlegrid.protocol.link.WorkerMessage;
import io.idlegrid.worker.edge.link.CoordinatorUrl;
import io.idlegrid.worker.edge.link.Identity;
import io.idlegrid.worker.edge.link.JoinGrid;
import io.idlegrid.worker.edge.link.WorkerLink;
import io.idlegrid.worker.loop.Event;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A device that its grid knew before the test: it joined, its link was down for ten minutes, and it
 * told the load of that time, as a worker does when it is back. A test that is about something else
 * need not wait until a new device was watched for long enough; {@link TlsIT} and {@link
 * RootlessIT} do.
 */
final class WatchedDevice {

  /** What a worker keeps while its link is down. */
  private static final int SAMPLES = 300;

  private static final int SPAN_MILLIS = 2_000;
  private static final Pattern KIBIBYTES = Pattern.compile("(\\w+): +(\\d+) kB");
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final WorkerLink link;

  private WatchedDevice(CoordinatorUrl url, String key) {
    link = new WorkerLink(url, key, JSON, JSON, events::add);
  }

  /**
   * Makes it known to its grid; a worker that is started on its data goes on as that device.
   *
   * @param code lets it join
   * @param loadPercent how busy its owner was
   * @param data where its worker will keep everything
   */
  static void join(URI coordinator, String code, String name, double loadPercent, Path data)
      throws IOException {
    CoordinatorUrl url = CoordinatorUrl.parse(coordinator.toString());
    Identity identity = new JoinGrid(url, JSON).join(code, name);
    new WatchedDevice(url, identity.key()).tell(name, loadPercent);
    identity.store(Files.createDirectories(data), JSON);
  }

  private void tell(String name, double loadPercent) throws IOException {
    link.connect();
    try {
      await(event -> event instanceof Event.LinkUp);
      link.send(hello(name));
      await(event -> message(event) instanceof Welcome);
      link.send(report(loadPercent));
      await(event -> message(event) instanceof Orders orders && orders.answers() != null);
    } finally {
      link.disconnect();
    }
  }

  private void await(Predicate<Event> isReached) throws IOException {
    try {
      Event event = next();
      while (!isReached.test(event)) {
        if (event instanceof Event.LinkDown down) {
          throw new IOException("the coordinator hung up on a device: " + down.reason());
        }
        event = next();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a device told its load", e);
    }
  }

  private Event next() throws InterruptedException, IOException {
    Event event = events.poll(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
    if (event == null) {
      throw new IOException("the coordinator says nothing to a device");
    }
    return event;
  }

  private static @Nullable CoordinatorMessage message(Event event) {
    return event instanceof Event.Received received ? received.message() : null;
  }

  /** It lends nothing yet: nothing is to be granted before its worker runs. */
  private static WorkerMessage hello(String name) {
    return new WorkerMessage.Hello(
        WorkerMessage.VERSION,
        "test",
        List.of("json"),
        new Capabilities(
            name,
            "amd64",
            "Linux",
            Runtime.getRuntime().availableProcessors(),
            1L << 30,
            0,
            0,
            0,
            List.of(),
            null,
            Map.of(),
            List.of(),
            null,
            false,
            List.of(),
            null,
            0),
        List.of());
  }

  private static WorkerMessage report(double loadPercent) throws IOException {
    Instant now = Instant.now();
    double memory = memoryPercent();
    List<LoadSample> load =
        IntStream.range(0, SAMPLES)
            .mapToObj(i -> now.minusMillis((long) (SAMPLES - 1 - i) * SPAN_MILLIS))
            .map(end -> new LoadSample(end, SPAN_MILLIS, loadPercent, 0, memory))
            .toList();
    return new WorkerMessage.Report(
        1,
        new Telemetry(
            now,
            load,
            1L << 30,
            1L << 30,
            null,
            new Availability(Availability.AVAILABLE, ""),
            null),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        null,
        null);
  }

  /** Its memory is this machine's, as its worker will find it. */
  private static double memoryPercent() throws IOException {
    Map<String, Double> kibibytes = new HashMap<>();
    for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
      Matcher found = KIBIBYTES.matcher(line);
      if (found.matches()) {
        kibibytes.put(found.group(1), Double.valueOf(found.group(2)));
      }
    }
    double available = Objects.requireNonNull(kibibytes.get("MemAvailable"), "MemAvailable");
    double total = Objects.requireNonNull(kibibytes.get("MemTotal"), "MemTotal");
    return 100 * (1 - available / total);
  }
}
