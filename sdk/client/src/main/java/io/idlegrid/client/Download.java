package io.idlegrid.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Downloads bytes, and goes on where it stopped when the connection breaks: within one call, and
 * for files also in a later one. What was received is only ever continued by bytes of the same
 * ETag.
 */
final class Download {

  private static final Duration MOST_STALL = Duration.ofSeconds(60);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration MOST_PAUSE = Duration.ofSeconds(10);

  /** Breaks in a row without a byte between them. */
  private static final int MOST_BREAKS = 6;

  private final GridApi api;
  private final String path;
  private final TransferListener listener;
  private final Pauses pauses;

  Download(GridApi api, String path, TransferListener listener, Pauses pauses) {
    this.api = api;
    this.path = path;
    this.listener = listener;
    this.pauses = pauses;
  }

  /** Downloads into a file, which is there only when it is whole; returns its size in bytes. */
  long into(Path file) {
    Path part = beside(file, ".part");
    Path tag = beside(file, ".part.tag");
    try {
      if (file.toAbsolutePath().getParent() != null) {
        Files.createDirectories(file.toAbsolutePath().getParent());
      }
      long size = intoPart(part, tag);
      move(part, file);
      Files.deleteIfExists(tag);
      return size;
    } catch (IOException e) {
      throw LocalFiles.unwritable(file, e);
    }
  }

  private long intoPart(Path part, Path tag) throws IOException {
    Optional<String> known =
        Files.exists(part) && Files.exists(tag)
            ? Optional.of(Files.readString(tag))
            : Optional.empty();
    Transfer transfer = new Transfer(known.isPresent() ? Files.size(part) : 0, known, tag);
    try {
      return transferInto(part, transfer);
    } catch (ChangedException e) {
      Files.deleteIfExists(tag);
      return transferInto(part, new Transfer(0, Optional.empty(), tag));
    }
  }

  private static long transferInto(Path part, Transfer transfer) throws IOException {
    try (OutputStream out =
        Files.newOutputStream(
            part,
            StandardOpenOption.CREATE,
            transfer.position > 0
                ? StandardOpenOption.APPEND
                : StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      return transfer.into(out);
    }
  }

  /** Downloads into a stream, from an offset on; returns the size of the whole in bytes. */
  long into(OutputStream out, long offset) {
    try {
      return new Transfer(offset, Optional.empty(), null).into(out);
    } catch (ChangedException e) {
      throw GridException.of(
          "download.changed",
          "what is at " + path + " changed while it was downloaded",
          "download it again from the start",
          e);
    } catch (IOException e) {
      throw GridException.of(
          "download.output",
          "cannot write what is downloaded: " + e.getMessage(),
          "check where it goes",
          e);
    }
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private static void move(Path part, Path file) throws IOException {
    try {
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The rest cannot follow what is here: it is of something else. */
  private static final class ChangedException extends IOException {
    private static final long serialVersionUID = 1;

    ChangedException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** One download under way. */
  private final class Transfer {

    private final @Nullable Path keepTag;
    private Optional<String> tag;
    private long position;
    private int breaks;

    /**
     * @param tag of what is here already
     * @param keepTag where to note the tag for a later call; null for nowhere
     */
    Transfer(long position, Optional<String> tag, @Nullable Path keepTag) {
      this.position = position;
      this.tag = tag;
      this.keepTag = keepTag;
    }

    long into(OutputStream out) throws IOException {
      while (true) {
        HttpResponse<InputStream> response = ask();
        long size = position + response.headers().firstValueAsLong("Content-Length").orElse(-1);
        try (InputStream body = new StallGuard(response.body(), MOST_STALL)) {
          requireSame(response);
          if (copy(body, out, size)) {
            out.flush();
            return position;
          }
        }
      }
    }

    private HttpResponse<InputStream> ask() throws ChangedException {
      try {
        return api.open(path, position > 0 ? Map.of("Range", "bytes=" + position + "-") : Map.of());
      } catch (GridException e) {
        boolean isBeyond = e.status() == 416 || e.code().equals("range.unsatisfiable");
        if (position > 0 && isBeyond) {
          throw new ChangedException("it has no more than " + position + " bytes", e);
        }
        throw e;
      }
    }

    private void requireSame(HttpResponse<?> response) throws IOException {
      Optional<String> now = response.headers().firstValue("ETag");
      boolean isContinued = position == 0 || response.statusCode() == 206;
      if (!isContinued || (tag.isPresent() && !tag.equals(now))) {
        throw new ChangedException("it was " + tag + " and is " + now, null);
      }
      tag = now;
      if (keepTag != null && now.isPresent()) {
        Files.writeString(keepTag, now.get());
      }
    }

    /** Copies what comes; false when the connection broke and it is worth going on. */
    private boolean copy(InputStream body, OutputStream out, long size) throws IOException {
      byte[] buffer = new byte[1 << 16];
      while (true) {
        int read;
        try {
          read = body.read(buffer);
        } catch (IOException e) {
          rest(e);
          return false;
        }
        if (read < 0) {
          return true;
        }
        out.write(buffer, 0, read);
        position += read;
        breaks = 0;
        listener.moved(position, size < 0 ? -1 : size);
      }
    }

    private void rest(IOException cause) {
      if (Thread.currentThread().isInterrupted()) {
        throw Pauses.interrupted(cause);
      }
      if (++breaks > MOST_BREAKS) {
        throw Exchange.unreachable(api.base(), cause);
      }
      pauses.take(Pauses.backOff(breaks - 1, FIRST_PAUSE, MOST_PAUSE));
    }
  }
}
