package io.idlegrid.worker.edge.owner;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/** Lets tests of other rooms knock at the owner's socket. */
public final class OwnerDoor implements AutoCloseable {

  private final OwnerSocket socket;

  private OwnerDoor(OwnerSocket socket) {
    this.socket = socket;
  }

  /** Opens a socket in a folder. */
  public static OwnerDoor open(Path folder, ObjectMapper json, OwnerDesk desk) throws IOException {
    OwnerSocket socket = new OwnerSocket(folder, json, desk);
    socket.start();
    return new OwnerDoor(socket);
  }

  @Override
  public void close() {
    socket.close();
  }
}
