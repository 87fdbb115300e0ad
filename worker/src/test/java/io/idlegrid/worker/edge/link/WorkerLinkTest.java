package io.idlegrid.worker.edge.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.idlegrid.protocol.link.CoordinatorMessage;
import io.idlegrid.protocol.link.CoordinatorMessage.Welcome;
import io.idlegrid.protocol.link.WorkerMessage;
import io.idlegrid.protocol.link.WorkerMessage.Report;
import io.idlegrid.worker.Patience;
import io.idlegrid.worker.loop.Event;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The worker's socket against a real one. */
class WorkerLinkTest {

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final ObjectMapper json = JsonMapper.builder().addModule(new JavaTimeModule()).build();
  private final ObjectMapper cbor = CBORMapper.builder().addModule(new JavaTimeModule()).build();
  private final Server server = new Server();

  @BeforeEach
  void serve() throws InterruptedException {
    server.start();
    assertTrue(server.isStarted.await(Patience.LONG.toSeconds(), TimeUnit.SECONDS));
  }

  @AfterEach
  void stop() throws InterruptedException {
    server.stop();
  }

  @Test
  void showsItsKeyAndTellsThatItIsConnected() throws Exception {
    link(server.getPort()).connect();

    assertEquals(new Event.LinkUp(), next());
    assertEquals("Bearer key", server.shown.take());
  }

  @Test
  void speaksCborOnceTheWelcomeSaysSo() throws Exception {
    WorkerLink link = link(server.getPort());
    link.connect();
    next();

    link.send(report(1));
    Object first = server.heard.take();
    server.broadcast(json.writerFor(CoordinatorMessage.class).writeValueAsString(welcome()));
    assertEquals(new Event.Received(welcome()), next());
    link.send(report(2));
    byte[] second = assertInstanceOf(byte[].class, server.heard.take());

    assertEquals(report(1), json.readValue((String) first, WorkerMessage.class));
    assertEquals(report(2), cbor.readValue(second, WorkerMessage.class));
  }

  @Test
  void whatCannotBeReadEndsTheConnection() throws Exception {
    link(server.getPort()).connect();
    next();
    // The server knows of the connection a moment after the worker does.
    server.shown.take();

    server.broadcast("{\"type\":\"nonsense\"}");

    assertInstanceOf(Event.LinkDown.class, next());
  }

  @Test
  void aCoordinatorThatIsNotThereIsToldOnce() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    link(port).connect();

    assertInstanceOf(Event.LinkDown.class, next());
    assertTrue(events.isEmpty(), events.toString());
  }

  @Test
  void anOldConnectionSaysNothingMore() throws Exception {
    WorkerLink link = link(server.getPort());
    link.connect();
    next();

    link.connect();
    Event second = next();
    server.closed.take();

    assertEquals(new Event.LinkUp(), second);
    assertTrue(events.isEmpty(), events.toString());
  }

  private WorkerLink link(int port) {
    return new WorkerLink(
        CoordinatorUrl.parse("http://127.0.0.1:" + port), "key", json, cbor, events::add);
  }

  private Event next() throws InterruptedException {
    return Objects.requireNonNull(
        events.poll(Patience.LONG.toSeconds(), TimeUnit.SECONDS), "nothing happened");
  }

  private static Report report(long sequence) {
    return new Report(
        sequence, null, List.of(), List.of(), List.of(), List.of(), List.of(), null, null, null,
        null);
  }

  private static Welcome welcome() {
    return new Welcome(1, "cbor", "d-1", 4_000, 30_000, List.of(), List.of(), "resume");
  }

  private static final class Server extends WebSocketServer {

    private final CountDownLatch isStarted = new CountDownLatch(1);
    private final BlockingQueue<String> shown = new LinkedBlockingQueue<>();
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();

    Server() {
      super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
      setReuseAddr(true);
    }

    @Override
    public void onOpen(WebSocket socket, ClientHandshake handshake) {
      shown.add(handshake.getFieldValue("Authorization"));
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason, boolean isRemote) {
      closed.add(code);
    }

    @Override
    public void onMessage(WebSocket socket, String message) {
      heard.add(message);
    }

    @Override
    public void onMessage(WebSocket socket, ByteBuffer message) {
      byte[] bytes = new byte[message.remaining()];
      message.get(bytes);
      heard.add(bytes);
    }

    @Override
    public void onError(WebSocket socket, Exception error) {
      heard.add(error);
    }

    @Override
    public void onStart() {
      isStarted.countDown();
    }
  }
}
