package io.idlegrid.worker.edge.owner;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.worker.domain.owner.OwnerOrder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the owner's commands over a Unix socket in the worker's folder, which only the worker's
 * own user may open.
 */
final class OwnerSocket implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OwnerSocket.class);
  private static final int LONGEST_LINE = 4096;

  private final SocketPath path;
  private final ServerSocketChannel server;
  private final ObjectMapper json;
  private final OwnerDesk desk;

  OwnerSocket(Path folder, ObjectMapper json, OwnerDesk desk) throws IOException {
    this.json = json;
    this.desk = desk;
    this.path = SocketPath.make(folder);
    Files.deleteIfExists(path.socket());
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path.socket()));
    Files.setPosixFilePermissions(path.socket(), PosixFilePermissions.fromString("rw-------"));
  }

  void start() {
    Thread thread = new Thread(this::accept, "owner-socket");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      server.close();
      path.remove();
    } catch (IOException e) {
      LOG.warn("the owner's socket was not removed: {}", e.toString());
    }
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel caller = server.accept();
        Thread thread = new Thread(() -> serve(caller), "owner-caller");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        if (server.isOpen()) {
          LOG.warn("a caller was not heard: {}", e.toString());
        }
      }
    }
  }

  private void serve(SocketChannel caller) {
    try (caller;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(Channels.newInputStream(caller), StandardCharsets.UTF_8));
        OutputStream out = Channels.newOutputStream(caller)) {
      String line = line(in);
      out.write((json.writeValueAsString(answer(line)) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.debug("a caller hung up", e);
    }
  }

  private static String line(BufferedReader in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (line.length() >= LONGEST_LINE) {
        throw new IOException("a request is longer than " + LONGEST_LINE + " characters");
      }
      line.append((char) next);
    }
    return line.toString();
  }

  private OwnerRequest.Answer answer(String line) {
    try {
      return new OwnerRequest.Answer(
          json.valueToTree(value(json.readValue(line, OwnerRequest.class))), null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new OwnerRequest.Answer(null, "the worker is ending");
    } catch (IOException | IllegalArgumentException e) {
      return new OwnerRequest.Answer(null, String.valueOf(e.getMessage()));
    }
  }

  private Object value(OwnerRequest request) throws IOException, InterruptedException {
    String time = request.time();
    return switch (request.ask()) {
      case "status" -> desk.view();
      case "pause" ->
          said(OwnerOrder.pause(Optional.ofNullable(time).map(OwnerOrder::time), Instant.now()));
      case "finish" -> said(new OwnerOrder(OwnerOrder.Wish.FINISH, null));
      case "resume" -> said(OwnerOrder.LEND);
      case "policy" -> desk.policy();
      case "page" -> desk.page().toString();
      case "test" -> desk.test();
      default ->
          throw new IllegalArgumentException("there is nothing to ask like " + request.ask());
    };
  }

  private OwnerOrder said(OwnerOrder order) throws IOException {
    desk.say(order);
    return order;
  }
}
