package io.idlegrid.coordinator.flow.port;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalLong;

/** Bytes named by their SHA-256. What was stored is durable and never changes. */
public interface BlobStore {

  /** Size of a blob, if it is here. */
  OptionalLong size(String sha256);

  /** Whether a blob is here. */
  default boolean has(String sha256) {
    return size(sha256).isPresent();
  }

  /**
   * Opens a piece of a blob.
   *
   * @throws java.io.FileNotFoundException when it is not here
   */
  InputStream open(String sha256, long offset, long length) throws IOException;

  /** Starts a blob whose name is not known yet. */
  Draft draft() throws IOException;

  /** A blob being written. Closing it without {@link #keep} drops it. */
  abstract class Draft extends OutputStream {

    /**
     * Makes what was written durable.
     *
     * @return its SHA-256
     */
    public abstract String keep() throws IOException;
  }
}
