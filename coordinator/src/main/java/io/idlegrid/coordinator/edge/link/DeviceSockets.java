package io.idlegrid.coordinator.edge.link;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.fleet.RemovedDevice;
import io.idlegrid.coordinator.edge.loop.GridLoop;
import io.idlegrid.coordinator.flow.GridRules;
import io.idlegrid.coordinator.flow.Hello;
import io.idlegrid.coordinator.flow.Report;
import io.idlegrid.coordinator.flow.port.DeviceLinks;
import io.idlegrid.protocol.link.CoordinatorMessage;
import io.idlegrid.protocol.link.WorkerMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers' connections. The newest connection of a device counts; what is sent over an older
 * one goes nowhere. A message that makes no sense ends its connection and nothing else.
 */
public final class DeviceSockets implements DeviceLinks {

  /** Largest message either way. */
  public static final int MOST_BYTES = 16 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(DeviceSockets.class);

  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();
  private final ObjectMapper cbor =
      CBORMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();
  private final Map<DeviceId, DeviceConnection> connections = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final GridLoop loop;
  private final GridRules rules;
  private final Clock clock;
  private final Predicate<DeviceId> isAdmitted;

  /**
   * @param isAdmitted whether a device may still come in, asked once it is known here
   */
  public DeviceSockets(
      GridLoop loop, GridRules rules, Clock clock, Predicate<DeviceId> isAdmitted) {
    this.loop = loop;
    this.rules = rules;
    this.clock = clock;
    this.isAdmitted = isAdmitted;
  }

  /** A device opened a socket. */
  public DeviceConnection opened(DeviceId device, DeviceConnection.Wire wire) {
    return new DeviceConnection(device, numbers.incrementAndGet(), wire);
  }

  /** A text message arrived. */
  public void text(DeviceConnection connection, String message) {
    read(connection, () -> json.readValue(message, WorkerMessage.class));
  }

  /** A binary message arrived. */
  public void binary(DeviceConnection connection, ByteBuffer data) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    read(connection, () -> cbor.readValue(bytes, WorkerMessage.class));
  }

  /** A socket is closed. */
  public void closed(DeviceConnection connection) {
    connections.remove(connection.device(), connection);
    loop.tell(told -> told.grid().gone(connection.device(), connection.number(), told.now()));
  }

  /** Ends a device's connection, if it has one. */
  public void close(DeviceId device, String reason) {
    Optional.ofNullable(connections.get(device)).ifPresent(open -> open.close(reason));
  }

  /** Ends the connection of a device that was removed, if it has one, and tells it so. */
  public void turnAway(RemovedDevice removed) {
    Optional.ofNullable(connections.get(removed.id()))
        .ifPresent(open -> refuse(open, refusal(removed)));
  }

  /** Somebody opened a socket with the key of a device that was removed. */
  public void turnAway(RemovedDevice removed, DeviceConnection.Wire wire) {
    refuse(opened(removed.id(), wire), refusal(removed));
  }

  private static CoordinatorMessage.Refusal refusal(RemovedDevice removed) {
    return new CoordinatorMessage.Refusal(
        CoordinatorMessage.Refusal.REMOVED,
        "this device " + removed.fate(),
        "if it is to come back, enrol it anew: idlegrid worker --join CODE");
  }

  /** How many devices are connected. */
  public int size() {
    return connections.size();
  }

  @Override
  public void send(DeviceId device, long connection, Orders orders) {
    to(device, connection).ifPresent(open -> send(open, ToWorker.orders(orders)));
  }

  @Override
  public void welcome(DeviceId device, long connection, Welcome welcome) {
    to(device, connection)
        .ifPresent(
            open ->
                send(
                    open,
                    new CoordinatorMessage.Welcome(
                        WorkerMessage.VERSION,
                        open.encoding(),
                        device.value(),
                        rules.reportInterval().toMillis(),
                        welcome.lease().toMillis(),
                        ToWorker.leases(welcome.adopted()),
                        ToWorker.leases(welcome.refused()),
                        ToWorker.command(welcome.duty()))));
  }

  private Optional<DeviceConnection> to(DeviceId device, long number) {
    return Optional.ofNullable(connections.get(device)).filter(open -> open.number() == number);
  }

  @FunctionalInterface
  private interface Parsing {
    WorkerMessage parse() throws IOException;
  }

  private void read(DeviceConnection connection, Parsing parsing) {
    try {
      WorkerMessage message = parsing.parse();
      if (message instanceof WorkerMessage.Hello hello) {
        greet(connection, hello);
      } else if (message instanceof WorkerMessage.Report report) {
        Report read = FromWorker.report(report, clock.instant());
        loop.tell(
            told -> told.grid().report(connection.device(), connection.number(), read, told.now()));
      }
    } catch (IOException | RuntimeException e) {
      // Nothing of it has reached the grid.
      LOG.warn("device {} sent nonsense: {}", connection.device(), e.getMessage());
      connection.close("the message makes no sense: " + e.getMessage());
    }
  }

  private void greet(DeviceConnection connection, WorkerMessage.Hello hello) throws IOException {
    if (hello.version() != WorkerMessage.VERSION) {
      refuse(connection, wrongVersion(hello.version()));
      return;
    }
    Hello read = FromWorker.hello(hello);
    connection.speak(hello.encodings().contains("cbor") ? "cbor" : "json");
    DeviceConnection before = connections.put(connection.device(), connection);
    if (before != null && before != connection) {
      before.close("the device connected again");
    }
    // It may have been shut out between its key was looked at and it could be found to be closed.
    if (!isAdmitted.test(connection.device())) {
      connections.remove(connection.device(), connection);
      connection.close("this device may not come in any more");
      return;
    }
    loop.tell(
        told -> told.grid().hello(connection.device(), connection.number(), read, told.now()));
  }

  private static CoordinatorMessage.Refusal wrongVersion(int version) {
    return new CoordinatorMessage.Refusal(
        "link.version",
        "this coordinator speaks version %d of the protocol, the worker %d"
            .formatted(WorkerMessage.VERSION, version),
        "install the worker of the coordinator's version");
  }

  private void refuse(DeviceConnection connection, CoordinatorMessage.Refusal refusal) {
    connection.speak("json");
    send(connection, refusal);
    connection.closeAfterwards(refusal.detail());
  }

  private void send(DeviceConnection connection, CoordinatorMessage message) {
    try {
      boolean isGreeting = message instanceof CoordinatorMessage.Welcome;
      if (isGreeting || connection.encoding().equals("json")) {
        connection.sendText(json.writerFor(CoordinatorMessage.class).writeValueAsString(message));
      } else {
        connection.sendBinary(
            ByteBuffer.wrap(cbor.writerFor(CoordinatorMessage.class).writeValueAsBytes(message)));
      }
    } catch (IOException e) {
      throw new IllegalStateException("a message of our own cannot be written", e);
    }
  }
}
