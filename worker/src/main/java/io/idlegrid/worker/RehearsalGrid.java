package io.idlegrid.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.protocol.link.CoordinatorMessage;
import io.idlegrid.protocol.link.WorkerMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A grid that grants nothing: greets a worker and answers its reports. The other end of a
 * rehearsal, so that the worker loads what a connected one has loaded, and of whoever measures how
 * soon a worker is there. Listens on loopback, for that moment.
 */
public final class RehearsalGrid extends WebSocketServer {

  private static final Logger LOG = LoggerFactory.getLogger(RehearsalGrid.class);
  private static final long REPORT_MILLIS = 200;
  private static final long LEASE_MILLIS = 30_000;

  private final ObjectMapper json;
  private final ObjectMapper cbor;
  private final Runnable hears;
  private final CountDownLatch listens = new CountDownLatch(1);

  /**
   * @param hears what is called for each report of a worker, once it is read
   */
  public RehearsalGrid(Runnable hears) {
    super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    this.json = Wiring.json();
    this.cbor = Wiring.cbor();
    this.hears = hears;
    setDaemon(true);
  }

  /** Its address, once it listens. */
  public String address() throws IOException, InterruptedException {
    if (!listens.await(10, TimeUnit.SECONDS)) {
      throw new IOException("the rehearsal cannot listen on 127.0.0.1");
    }
    return "http://127.0.0.1:" + getPort();
  }

  @Override
  public void onStart() {
    listens.countDown();
  }

  /** A hello. */
  @Override
  public void onMessage(WebSocket worker, String hello) {
    CoordinatorMessage welcome =
        new CoordinatorMessage.Welcome(
            WorkerMessage.VERSION,
            "cbor",
            "rehearsal",
            REPORT_MILLIS,
            LEASE_MILLIS,
            List.of(),
            List.of(),
            "resume");
    try {
      worker.send(json.writerFor(CoordinatorMessage.class).writeValueAsString(welcome));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a message of our own cannot be written", e);
    }
  }

  /** A report. */
  @Override
  public void onMessage(WebSocket worker, ByteBuffer bytes) {
    byte[] message = new byte[bytes.remaining()];
    bytes.get(message);
    try {
      if (cbor.readValue(message, WorkerMessage.class) instanceof WorkerMessage.Report report) {
        hears.run();
        CoordinatorMessage answer =
            new CoordinatorMessage.Orders(
                report.sequence(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                null,
                null);
        worker.send(cbor.writerFor(CoordinatorMessage.class).writeValueAsBytes(answer));
      }
    } catch (IOException e) {
      throw new IllegalStateException("a message of our own cannot be read", e);
    }
  }

  @Override
  public void onOpen(WebSocket worker, ClientHandshake handshake) {}

  @Override
  public void onClose(WebSocket worker, int code, String reason, boolean isRemote) {}

  @Override
  public void onError(WebSocket worker, Exception error) {
    LOG.warn("the rehearsal's connection failed", error);
  }
}
