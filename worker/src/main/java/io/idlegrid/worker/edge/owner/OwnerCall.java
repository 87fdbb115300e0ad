package io.idlegrid.worker.edge.owner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Talks to the worker that runs on this device. */
public final class OwnerCall {

  private final Path folder;
  private final ObjectMapper json;

  /**
   * @param folder where the worker keeps its things
   */
  public OwnerCall(Path folder, ObjectMapper json) {
    this.folder = folder;
    this.json = json;
  }

  /** The worker cannot be asked, or did not do it; the message says what would help. */
  public static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean isUnreachable;

    Failed(String message, boolean isUnreachable) {
      super(message);
      this.isUnreachable = isUnreachable;
    }

    /** Whether no worker answered. */
    public boolean isUnreachable() {
      return isUnreachable;
    }
  }

  public JsonNode ask(OwnerRequest request) throws Failed {
    Path socket = socket();
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      OutputStream out = Channels.newOutputStream(channel);
      out.write((json.writeValueAsString(request) + "\n").getBytes(StandardCharsets.UTF_8));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
      String line = in.readLine();
      if (line == null) {
        throw new Failed("The worker hung up; its log tells why.", true);
      }
      OwnerRequest.Answer answer = json.readValue(line, OwnerRequest.Answer.class);
      if (answer.error() != null || answer.value() == null) {
        throw new Failed(String.valueOf(answer.error()), false);
      }
      return answer.value();
    } catch (IOException e) {
      throw new Failed(
          "The worker of %s does not answer: %s%nDoes it run, and are you its user?"
              .formatted(folder.toAbsolutePath(), e.getMessage()),
          true);
    }
  }

  private Path socket() throws Failed {
    try {
      Optional<Path> socket = SocketPath.find(folder);
      return socket.orElseThrow(
          () ->
              new Failed(
                  "No worker runs with the folder %s.%nGive its folder with --data."
                      .formatted(folder.toAbsolutePath()),
                  true));
    } catch (IOException e) {
      throw new Failed("The folder " + folder + " cannot be read: " + e.getMessage(), true);
    }
  }
}
