package io.idlegrid.coordinator.flow.port;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Bytes named by their SHA-256. What was stored is durable and never changes. */
public interface BlobStore {

  /**
   * How long a blob stays that nothing reaches. An output may have been uploaded by a device that
   * cannot report it before its link is back.
   */
  Duration KEEP_UNREACHED = Duration.ofDays(1);

  /** How long one stays that was let go of, should nothing else reach it. */
  Duration KEEP_RELEASED = Duration.ofHours(1);

  /** Size of a blob, if it is here. */
  OptionalLong size(String sha256);

  /**
   * Size of a blob, if it is here, which is about to be named in the store: until then it stays
   * although nothing reaches it.
   */
  OptionalLong claim(String sha256);

  /**
   * As {@link #claim}, by a device that is about to report it. Its link may be down for long: until
   * it {@link #reported} it, or a day is over, no release makes it go earlier.
   */
  OptionalLong claim(String sha256, DeviceId by);

  /** As {@link #claim}, of what a device reported: its own claim is over. */
  OptionalLong reported(String sha256, DeviceId by);

  /** Something that named a blob is gone. */
  void release(String sha256);

  /**
   * Drops the blobs that nothing reaches, but for those that were stored, claimed or released too
   * shortly before.
   *
   * @param isReached whether something names a blob
   * @param lookedAt when it was begun to look for what is named
   */
  Retained retain(Predicate<String> isReached, Instant lookedAt) throws IOException;

  /**
   * What became of blobs that nothing reaches.
   *
   * @param freedBytes of those that are gone
   * @param waitingBytes of those that are to go
   */
  record Retained(long freedBytes, long waitingBytes) {}

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
