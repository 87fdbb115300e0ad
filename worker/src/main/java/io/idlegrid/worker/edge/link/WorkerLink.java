package io.idlegrid.worker.edge.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.protocol.link.CoordinatorMessage;
import io.idlegrid.protocol.link.WorkerMessage;
import io.idlegrid.protocol.trust.CoordinatorTrust;
import io.idlegrid.worker.loop.Event;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.handshake.ServerHandshake;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The socket to the coordinator. Says what happens to it; decides nothing. Used by one thread. */
public final class WorkerLink {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerLink.class);
  private static final int CONNECT_MILLIS = 15_000;

  private final URI address;
  private final Optional<CoordinatorTrust> trust;
  private final String key;
  private final ObjectMapper json;
  private final ObjectMapper cbor;
  private final Consumer<Event> events;
  private volatile @Nullable Socket socket;

  public WorkerLink(
      CoordinatorUrl coordinator,
      String key,
      ObjectMapper json,
      ObjectMapper cbor,
      Consumer<Event> events) {
    this.address = coordinator.socket();
    this.trust = coordinator.trust();
    this.key = key;
    this.json = json;
    this.cbor = cbor;
    this.events = events;
  }

  /** Starts to connect; {@link Event.LinkUp} or {@link Event.LinkDown} follows. */
  public void connect() {
    disconnect();
    Socket fresh = new Socket();
    socket = fresh;
    fresh.dial();
  }

  /** Ends the connection, if there is one. */
  public void disconnect() {
    Socket old = socket;
    socket = null;
    if (old != null) {
      old.close();
    }
  }

  /** Sends a message, if there is a connection. */
  public void send(WorkerMessage message) {
    Socket open = socket;
    if (open == null || !open.isOpen()) {
      return;
    }
    try {
      if (open.speaksCbor && !(message instanceof WorkerMessage.Hello)) {
        open.send(cbor.writerFor(WorkerMessage.class).writeValueAsBytes(message));
      } else {
        open.send(json.writerFor(WorkerMessage.class).writeValueAsString(message));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a message of our own cannot be written", e);
    }
  }

  private final class Socket extends WebSocketClient {

    private volatile boolean speaksCbor;

    Socket() {
      super(address, Map.of("Authorization", "Bearer " + key));
      // The coordinator answers every report, which shows that it lives.
      setConnectionLostTimeout(0);
      setTcpNoDelay(true);
      if (address.getScheme().equals("wss")) {
        trust.ifPresent(own -> setSocketFactory(own.context().getSocketFactory()));
      }
    }

    /** Connects beside the agent; no answer in time ends the try, which {@code onClose} tells. */
    private void dial() {
      Thread thread =
          new Thread(
              () -> {
                try {
                  connectBlocking(CONNECT_MILLIS, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              },
              "connect");
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void onOpen(ServerHandshake handshake) {
      tell(new Event.LinkUp());
    }

    @Override
    public void onMessage(String message) {
      try {
        receive(json.readValue(message, CoordinatorMessage.class));
      } catch (JsonProcessingException e) {
        nonsense(e);
      }
    }

    @Override
    public void onMessage(ByteBuffer bytes) {
      byte[] message = new byte[bytes.remaining()];
      bytes.get(message);
      try {
        receive(cbor.readValue(message, CoordinatorMessage.class));
      } catch (IOException e) {
        nonsense(e);
      }
    }

    @Override
    public void onClose(int code, String reason, boolean isRemote) {
      tell(new Event.LinkDown(reason.isEmpty() ? "connection closed (" + code + ")" : reason));
    }

    @Override
    public void onError(Exception error) {
      LOG.debug("the connection failed", error);
    }

    private void receive(CoordinatorMessage message) {
      if (message instanceof CoordinatorMessage.Welcome welcome) {
        speaksCbor = welcome.encoding().equals("cbor");
      }
      tell(new Event.Received(message));
    }

    private void nonsense(IOException error) {
      LOG.warn("the coordinator sent what cannot be read: {}", error.getMessage());
      close(1007, "the message cannot be read");
    }

    /** What an old socket still says is of no interest. */
    private void tell(Event event) {
      if (socket == this) {
        events.accept(event);
      }
    }
  }
}
