package io.idlegrid.worker.edge.owner;

import io.idlegrid.worker.edge.disk.SmallFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the owner's socket is. The kernel takes at most 107 bytes; where the worker's folder is
 * deeper, the socket lies in a folder of its own and a file in the worker's folder says where.
 *
 * @param socket the socket itself
 * @param pointer says where the socket is
 */
record SocketPath(Path socket, Optional<Path> pointer) {

  private static final int LONGEST = 107;
  private static final String NAME = "owner.sock";
  private static final String POINTER = "owner.sock.path";

  /** For the worker. */
  static SocketPath make(Path folder) throws IOException {
    Path near = folder.toAbsolutePath().resolve(NAME);
    Path pointer = near.resolveSibling(POINTER);
    if (near.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST) {
      Files.deleteIfExists(pointer);
      return new SocketPath(near, Optional.empty());
    }
    // Made with access for nobody else.
    Path elsewhere = Files.createTempDirectory("idlegrid-owner");
    SmallFiles.replace(pointer, elsewhere.resolve(NAME).toString());
    return new SocketPath(elsewhere.resolve(NAME), Optional.of(pointer));
  }

  /** For who wants to talk to the worker; empty when no worker runs there. */
  static Optional<Path> find(Path folder) throws IOException {
    Path near = folder.toAbsolutePath().resolve(NAME);
    Optional<Path> pointed = SmallFiles.read(near.resolveSibling(POINTER)).map(Path::of);
    return pointed.or(() -> Optional.of(near)).filter(Files::exists);
  }

  void remove() throws IOException {
    Files.deleteIfExists(socket);
    if (pointer.isPresent()) {
      Files.deleteIfExists(pointer.get());
      Files.deleteIfExists(socket.resolveSibling(""));
    }
  }
}
