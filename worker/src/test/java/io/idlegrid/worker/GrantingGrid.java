package io.idlegrid.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.protocol.device.Telemetry;
import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.protocol.link.CoordinatorMessage;
import io.idlegrid.protocol.link.CoordinatorMessage.Orders;
import io.idlegrid.protocol.link.Grant;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.protocol.link.Program;
import io.idlegrid.protocol.link.UnitInput;
import io.idlegrid.protocol.link.WorkerMessage;
import io.idlegrid.worker.edge.link.CoordinatorUrl;
import io.idlegrid.worker.edge.link.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;

/** A grid of one device that grants what a test wants, until it vanishes. */
final class GrantingGrid extends WebSocketServer {

  private static final long REPORT_MILLIS = 200;

  private final ObjectMapper json = Wiring.json();
  private final long leaseMillis;
  private final Queue<Program> programs = new ConcurrentLinkedQueue<>();
  private final CountDownLatch listens = new CountDownLatch(1);
  private final List<AttemptOutcome> outcomes = new CopyOnWriteArrayList<>();
  private volatile @Nullable Telemetry newest;

  /** Also when it has vanished. */
  private volatile String address = "";

  GrantingGrid(Duration lease) {
    super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    leaseMillis = lease.toMillis();
    setDaemon(true);
  }

  String address() throws InterruptedException {
    if (!listens.await(Patience.LONG.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the grid does not listen");
    }
    return address;
  }

  /** A worker that belongs to this grid, not yet started. */
  Wiring worker(WorkerConfig config, DataFolder data, Clock clock) throws Exception {
    String address = address();
    return new Wiring(
        config,
        data,
        new Wiring.Membership(
            CoordinatorUrl.parse(address),
            new Identity(address, "d-1", "no-key", null, null, null)),
        "test",
        welcome -> {},
        removed -> {},
        clock);
  }

  /** Grants the only unit of a job with the next report. */
  void grant(Program program) {
    programs.add(program);
  }

  /** What the device said of itself last. */
  @Nullable Telemetry newest() {
    return newest;
  }

  /** How attempts ended, as often as the device said so. */
  List<AttemptOutcome> outcomes() {
    return outcomes;
  }

  /** What the device said of its lending last; its state is unknown before. */
  Telemetry.Availability state() {
    Telemetry seen = newest;
    return seen == null ? new Telemetry.Availability("unknown", "") : seen.state();
  }

  @Override
  public void onStart() {
    address = "http://127.0.0.1:" + getPort();
    listens.countDown();
  }

  @Override
  public void onMessage(WebSocket worker, String text) {
    try {
      answer(worker, json.readValue(text, WorkerMessage.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a message cannot be read or written", e);
    }
  }

  private void answer(WebSocket worker, WorkerMessage message) throws JsonProcessingException {
    if (message instanceof WorkerMessage.Hello) {
      send(
          worker,
          new CoordinatorMessage.Welcome(
              WorkerMessage.VERSION,
              "json",
              "d-1",
              REPORT_MILLIS,
              leaseMillis,
              List.of(),
              List.of(),
              "resume"));
    } else if (message instanceof WorkerMessage.Report report) {
      outcomes.addAll(report.outcomes());
      newest = report.telemetry() == null ? newest : report.telemetry();
      Program next = programs.poll();
      List<Program> all = next == null ? List.of() : List.of(next);
      send(
          worker,
          new Orders(
              report.sequence(),
              List.of(),
              all,
              all.stream().map(this::grantOf).toList(),
              List.of(),
              List.of(),
              null,
              null,
              null,
              null));
    }
  }

  private Grant grantOf(Program program) {
    return new Grant(
        new LeaseRef(program.job(), 0, 1, 1),
        leaseMillis,
        "mac",
        new UnitInput(0L, null, null, null, false),
        false,
        1,
        null,
        null);
  }

  private void send(WebSocket worker, CoordinatorMessage message) throws JsonProcessingException {
    worker.send(json.writerFor(CoordinatorMessage.class).writeValueAsString(message));
  }

  @Override
  public void onOpen(WebSocket worker, ClientHandshake handshake) {}

  @Override
  public void onClose(WebSocket worker, int code, String reason, boolean isRemote) {}

  @Override
  public void onError(WebSocket worker, Exception error) {
    if (!(error instanceof IOException)) {
      throw new IllegalStateException("the grid of the test broke", error);
    }
  }
}
