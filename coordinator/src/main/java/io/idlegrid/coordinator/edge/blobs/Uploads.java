package io.idlegrid.coordinator.edge.blobs;

import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes blobs in, at once or piece by piece. A piece is kept as far as it came, so that a broken
 * upload goes on where it stopped; nothing is a blob before its hash is right.
 */
public final class Uploads {

  private static final int CHECK_SPACE_EVERY = 8 << 20;

  private final FileBlobStore blobs;
  private final long mostBytes;
  private final Set<Path> busy = ConcurrentHashMap.newKeySet();

  /**
   * @param mostBytes largest blob accepted
   */
  public Uploads(FileBlobStore blobs, long mostBytes) {
    this.blobs = blobs;
    this.mostBytes = mostBytes;
  }

  /**
   * Bytes of somebody's upload that are here; the whole size once anybody's is complete.
   *
   * @param who uploads: nobody touches what others began
   */
  public long received(Uploader who, String sha256) throws IOException {
    OptionalLong size = claim(who, sha256);
    if (size.isPresent()) {
      return size.getAsLong();
    }
    Path file = blobs.uploadFile(who, sha256);
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /** Whoever is told that it is here goes on to name it. */
  private OptionalLong claim(Uploader who, String sha256) {
    return who.device()
        .map(device -> blobs.claim(sha256, device))
        .orElseGet(() -> blobs.claim(sha256));
  }

  /**
   * Takes bytes in.
   *
   * @param who uploads
   * @param offset where they belong; must be what is {@link #received} already
   * @param total size of the whole blob, or -1 when these bytes are its end
   * @return whether the blob is complete
   */
  public boolean take(Uploader who, String sha256, InputStream in, long offset, long total)
      throws IOException {
    if (claim(who, sha256).isPresent()) {
      return true;
    }
    if (total > mostBytes) {
      throw tooLarge();
    }
    Path file = blobs.uploadFile(who, sha256);
    if (!busy.add(file)) {
      throw RefusedException.of(
              Kind.UNAVAILABLE,
              "blob.busy",
              "blob " + sha256 + " is being uploaded by you already",
              "ask for its status in a moment")
          .with("blob", sha256);
    }
    try {
      return append(who, sha256, in, offset, total);
    } finally {
      busy.remove(file);
    }
  }

  private boolean append(Uploader who, String sha256, InputStream in, long offset, long total)
      throws IOException {
    blobs.requireSpace();
    Path file = blobs.uploadFile(who, sha256);
    if (offset == 0) {
      Files.deleteIfExists(file);
    }
    long received = received(who, sha256);
    if (received != offset) {
      throw RefusedException.of(
              Kind.CONFLICT,
              "blob.offset",
              "the upload goes on at byte %d, not %d".formatted(received, offset),
              "ask for the blob's status and go on from there")
          .with("received", received)
          .with("offset", offset);
    }
    long now;
    try {
      now = copy(in, file, offset, total);
    } catch (RefusedException e) {
      Files.delete(file);
      throw e;
    }
    if (total >= 0 && now < total) {
      return false;
    }
    String actual = blobs.adopt(file, sha256);
    if (!actual.equals(sha256)) {
      Files.delete(file);
      throw RefusedException.invalid(
              "blob.hash",
              "",
              "the bytes have the hash %s, not %s".formatted(actual, sha256),
              "nothing was kept: hash the file anew and upload it again")
          .with("actual", actual)
          .with("blob", sha256);
    }
    return claim(who, sha256).isPresent();
  }

  private long copy(InputStream in, Path file, long offset, long total) throws IOException {
    long position = offset;
    long checkAt = offset + CHECK_SPACE_EVERY;
    byte[] buffer = new byte[1 << 16];
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        position += read;
        if (position > mostBytes || (total >= 0 && position > total)) {
          throw tooLarge();
        }
        out.write(buffer, 0, read);
        if (position > checkAt) {
          blobs.requireSpace();
          checkAt = position + CHECK_SPACE_EVERY;
        }
      }
    }
    return position;
  }

  private RefusedException tooLarge() {
    return RefusedException.of(
            Kind.TOO_LARGE,
            "blob.too-large",
            "the blob is larger than announced, or than %d MiB".formatted(mostBytes >> 20),
            "split it into several files")
        .with("most", mostBytes);
  }
}
