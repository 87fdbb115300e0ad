package io.idlegrid.coordinator.edge.registry;

import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.ImageRegistry.Watcher;
import io.idlegrid.image.ImpatientStream.TooSlowException;
import io.idlegrid.image.archive.ImageLimits;
import io.idlegrid.image.registry.RegistryHttp;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blobs of an image that is being fetched. What came of one stays when a try breaks, and the next
 * asks for the rest; only what has its digest gets its name.
 *
 * @param reserveBytes disk that stays free
 * @param tries how long is waited where nothing comes
 */
record BlobFolder(Path folder, long reserveBytes, Tries tries) {

  /** For those who fetch no blobs. */
  static final BlobFolder NOWHERE = new BlobFolder(Path.of(""), 0, Tries.PATIENT);

  private static final Logger LOG = LoggerFactory.getLogger(BlobFolder.class);

  private static final int BUFFER = 1 << 16;

  /** A try that brings less was in vain: a byte for each would go on for ever. */
  private static final long LEAST_OF_A_TRY = 64 << 10;

  /** The file of a blob that is here, or will be. */
  Path file(String digest) throws IOException {
    Path blobs = Files.createDirectories(folder.resolve("blobs/sha256"));
    return blobs.resolve(digest.substring("sha256:".length()));
  }

  /** Refuses what no image may weigh, or the disk has no room for. */
  void requireRoom(long bytes) throws IOException {
    if (bytes > ImageLimits.DEFAULT.bytes()) {
      throw RefusedException.of(
              Kind.TOO_LARGE,
              "image.too-large",
              "the image has %d bytes, more than %d".formatted(bytes, ImageLimits.DEFAULT.bytes()),
              "name one architecture: --arch")
          .with("bytes", bytes)
          .with("most", ImageLimits.DEFAULT.bytes());
    }
    long free = Files.getFileStore(Files.createDirectories(folder)).getUsableSpace();
    // The parts, and what becomes of them.
    if (free - reserveBytes < 2 * bytes) {
      throw RefusedException.of(
              Kind.FULL,
              "disk.full",
              "the image has %d bytes, and the disk only %d to spare"
                  .formatted(bytes, Math.max(0, free - reserveBytes)),
              "make room on the coordinator's disk")
          .with("bytes", bytes)
          .with("free", Math.max(0, free - reserveBytes));
    }
  }

  /** Fetches a blob, unless it is here. */
  void fetch(RegistryHttp http, String digest, long size, Watcher watcher) throws IOException {
    Path file = file(digest);
    if (Files.exists(file)) {
      watcher.moved(Files.size(file));
      return;
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    watcher.moved(Files.exists(part) ? Files.size(part) : 0);
    complete(http, digest, size, part, watcher);
    String is = sha256(part);
    if (!digest.equals("sha256:" + is)) {
      Files.delete(part);
      throw RefusedException.of(
              Kind.INVALID,
              "registry.digest",
              "the registry sent sha256:%s for blob %s".formatted(is, digest),
              "it is damaged, or lies; try again")
          .with("actual", "sha256:" + is)
          .with("expected", digest);
    }
    Files.move(part, file);
  }

  private void complete(RegistryHttp http, String digest, long size, Path part, Watcher watcher)
      throws IOException {
    if (!Files.exists(part)) {
      Files.createFile(part);
    }
    int vain = 0;
    for (long had = Files.size(part); had < size; had = Files.size(part)) {
      try {
        more(http, digest, size, part, watcher);
      } catch (IOException e) {
        boolean isInVain = Files.size(part) - had < LEAST_OF_A_TRY || e instanceof TooSlowException;
        vain = isInVain ? vain + 1 : 0;
        if (vain > 0) {
          tries.after(vain, e);
        }
        LOG.info("blob {} goes on at {}: {}", digest, Files.size(part), e.getMessage());
      }
    }
  }

  private static void more(RegistryHttp http, String digest, long size, Path part, Watcher watcher)
      throws IOException {
    long from = Files.size(part);
    Map<String, String> range = from > 0 ? Map.of("Range", "bytes=" + from + "-") : Map.of();
    try (RegistryHttp.Answer answer = http.send("GET", "blobs/" + digest, range)) {
      InputStream in = answer.body();
      int status = answer.status();
      if (status != 200 && status != 206) {
        throw new IOException(
            "the registry answers with status %d for blob %s".formatted(status, digest));
      }
      if (status == 200 && from > 0) {
        // It does not do ranges: what we have is read over.
        in.skipNBytes(from);
      }
      try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.APPEND)) {
        byte[] buffer = new byte[BUFFER];
        long left = size - from;
        for (int read = read(in, buffer, left);
            read >= 0 && left > 0;
            read = read(in, buffer, left)) {
          int taken = (int) Math.min(read, left);
          out.write(buffer, 0, taken);
          left -= taken;
          watcher.moved(taken);
        }
        if (left > 0) {
          throw brokenOff(left, null);
        }
      }
    }
  }

  /** Newer Javas refuse an answer that is shorter than it said, and not in words for people. */
  private static int read(InputStream in, byte[] buffer, long left) throws IOException {
    try {
      return in.read(buffer);
    } catch (TooSlowException e) {
      throw e;
    } catch (IOException e) {
      throw left > 0 ? brokenOff(left, e) : e;
    }
  }

  private static IOException brokenOff(long left, @Nullable IOException cause) {
    return new IOException("the registry broke off %d bytes early".formatted(left), cause);
  }

  static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(digester().digest(bytes));
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest sha = digester();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private static MessageDigest digester() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
