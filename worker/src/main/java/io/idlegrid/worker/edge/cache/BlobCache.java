package io.idlegrid.worker.edge.cache;

import io.idlegrid.archive.ArchiveLimits;
import io.idlegrid.archive.ArchiveUnpacker;
import io.idlegrid.worker.edge.disk.RemoveFolder;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blobs fetched once and used by many units: files, and archives already unpacked. Everything is
 * verified by its hash before it gets its name. Beyond the bound the entry that was used least
 * recently goes first, unless it is in use.
 */
public final class BlobCache {

  private static final Logger LOG = LoggerFactory.getLogger(BlobCache.class);

  private final Path folder;
  private final LongSupplier mostBytes;
  private final Fetcher fetcher;
  private final Clock clock;
  private final Map<String, Object> fetching = new HashMap<>();
  private final Map<Path, Integer> inUse = new HashMap<>();

  /** Fetches a range of a blob, appending it to a file. */
  @FunctionalInterface
  public interface Fetcher {
    void fetch(String sha256, long first, long end, Path file) throws IOException;
  }

  /** Something of the cache that is in use; to be closed when it no longer is. */
  public record Use(Path path, Consumer<Path> end) implements AutoCloseable {
    @Override
    public void close() {
      end.accept(path);
    }
  }

  /** Opens the cache in a folder; made when missing. What was not finished is dropped. */
  public BlobCache(Path folder, LongSupplier mostBytes, Fetcher fetcher, Clock clock)
      throws IOException {
    this.folder = Files.createDirectories(folder);
    this.mostBytes = mostBytes;
    this.fetcher = fetcher;
    this.clock = clock;
    try (var left = Files.newDirectoryStream(folder, "new-*")) {
      for (Path each : left) {
        RemoveFolder.remove(each);
      }
    }
  }

  /** A blob as a file. */
  public Use file(String sha256, long size) throws IOException {
    return use(sha256, "file-" + sha256, made -> fetch(sha256, size, made));
  }

  /** An archive, unpacked into a folder. */
  public Use folder(String sha256, long size) throws IOException {
    return use(
        sha256,
        "folder-" + sha256,
        made -> {
          Path archive = made.resolveSibling(made.getFileName() + ".archive");
          try {
            fetch(sha256, size, archive);
            Files.createDirectory(made);
            try (InputStream in = Files.newInputStream(archive)) {
              ArchiveUnpacker.unpack(in, made, ArchiveLimits.DEFAULT);
            }
          } finally {
            Files.deleteIfExists(archive);
          }
        });
  }

  /** Bytes of everything that is kept. */
  public long bytes() throws IOException {
    long sum = 0;
    for (Path entry : entries()) {
      sum += size(entry);
    }
    return sum;
  }

  @FunctionalInterface
  private interface Maker {
    void make(Path path) throws IOException;
  }

  private Use use(String sha256, String name, Maker maker) throws IOException {
    Path entry = folder.resolve(name);
    Object lock;
    synchronized (fetching) {
      lock = fetching.computeIfAbsent(sha256, any -> new Object());
      inUse.merge(entry, 1, Integer::sum);
    }
    try {
      synchronized (lock) {
        if (!Files.exists(entry)) {
          make(entry, maker);
        }
      }
      Files.setLastModifiedTime(entry, FileTime.from(clock.instant()));
    } catch (IOException | RuntimeException e) {
      release(entry);
      throw e;
    }
    return new Use(entry, this::release);
  }

  private void make(Path entry, Maker maker) throws IOException {
    Path made = folder.resolve("new-" + entry.getFileName());
    RemoveFolder.remove(made);
    try {
      maker.make(made);
      makeReadOnly(made);
      Files.move(made, entry, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      RemoveFolder.remove(made);
    }
    evict();
  }

  private void fetch(String sha256, long size, Path file) throws IOException {
    if (size > 0) {
      fetcher.fetch(sha256, 0, size, file);
    } else {
      Files.createFile(file);
    }
    requireHash(file, sha256);
  }

  /**
   * Refuses a file whose hash is another.
   *
   * @throws IOException naming both hashes
   */
  public static void requireHash(Path file, String sha256) throws IOException {
    String actual = hash(file);
    if (!actual.equals(sha256)) {
      throw new IOException("what was fetched has the hash %s, not %s".formatted(actual, sha256));
    }
  }

  /** SHA-256 of a file in lower-case hex. */
  public static String hash(Path file) throws IOException {
    try (InputStream in = new FileInputStream(file.toFile())) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  private void release(Path entry) {
    synchronized (fetching) {
      inUse.computeIfPresent(entry, (same, uses) -> uses == 1 ? null : uses - 1);
    }
  }

  private void evict() throws IOException {
    long sum = bytes();
    List<Path> oldestFirst = new ArrayList<>(entries());
    oldestFirst.sort(Comparator.comparing(BlobCache::lastUse));
    for (Path entry : oldestFirst) {
      if (sum <= mostBytes.getAsLong()) {
        return;
      }
      synchronized (fetching) {
        if (!inUse.containsKey(entry)) {
          sum -= size(entry);
          RemoveFolder.remove(entry);
          LOG.debug("evicted {}", entry.getFileName());
        }
      }
    }
  }

  private List<Path> entries() throws IOException {
    List<Path> entries = new ArrayList<>();
    try (var all = Files.newDirectoryStream(folder, "{file,folder}-*")) {
      all.forEach(entries::add);
    }
    return entries;
  }

  private static FileTime lastUse(Path entry) {
    try {
      return Files.getLastModifiedTime(entry);
    } catch (IOException e) {
      // It is gone already, so it may as well go first.
      return FileTime.fromMillis(0);
    }
  }

  private static long size(Path entry) throws IOException {
    long[] sum = {0};
    Files.walkFileTree(
        entry,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            sum[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }
        });
    return sum[0];
  }

  /** A unit of another job must find what was fetched, not what a careless one wrote. */
  private static void makeReadOnly(Path entry) throws IOException {
    Files.walkFileTree(
        entry,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()) {
              boolean isExecutable = Files.isExecutable(file);
              Files.setPosixFilePermissions(
                  file, PosixFilePermissions.fromString(isExecutable ? "r-xr-xr-x" : "r--r--r--"));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException error)
              throws IOException {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
