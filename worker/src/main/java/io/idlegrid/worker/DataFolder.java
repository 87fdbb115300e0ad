package io.idlegrid.worker;

import io.idlegrid.worker.edge.disk.FileStamp;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The worker's folder, for one worker at a time. Others may pass through, since units run as
 * somebody else, but not look around.
 */
final class DataFolder implements AutoCloseable {

  private static final String PASS_THROUGH = "rwx--x--x";
  private static final String LOCK = "lock";
  private static final String OURS = "rwx------";

  private final Path root;
  private final FileChannel lock;
  private final String key;

  private DataFolder(Path root, FileChannel lock, String key) {
    this.root = root;
    this.lock = lock;
    this.key = key;
  }

  /**
   * Opens a folder, made when missing; empty when another worker uses it.
   *
   * @throws IOException if it cannot be made or written
   */
  static Optional<DataFolder> open(Path folder) throws IOException {
    Path root = make(folder.toAbsolutePath().normalize(), PASS_THROUGH);
    FileChannel channel =
        FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(channel) == null) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(new DataFolder(root, channel, key(root)));
  }

  /** Whether somebody removed it, or put another in its place: then nothing holds others off. */
  boolean isGone() {
    try {
      return !key.equals(key(root));
    } catch (IOException e) {
      return true;
    }
  }

  /** Which file it is that holds others off. */
  private static String key(Path root) throws IOException {
    return FileStamp.of(root.resolve(LOCK)).key();
  }

  Path root() {
    return root;
  }

  /** Attempts work here, each in a folder of its own. */
  Path attempts() throws IOException {
    return make(root.resolve("attempts"), PASS_THROUGH);
  }

  Path cache() throws IOException {
    return make(root.resolve("cache"), PASS_THROUGH);
  }

  /** Parts of images; only engines read them. */
  Path images() throws IOException {
    return make(root.resolve("images"), OURS);
  }

  /** Parts of images that are kept for others; made by whoever keeps any. */
  Path sharing() {
    return root.resolve("sharing");
  }

  Path journal() throws IOException {
    return make(root.resolve("journal"), OURS);
  }

  /** Small files of engines. */
  Path engines() throws IOException {
    return make(root.resolve("engines"), PASS_THROUGH);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another worker of this very JVM has it.
      return null;
    }
  }

  private static Path make(Path folder, String permissions) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
    }
    return folder;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
