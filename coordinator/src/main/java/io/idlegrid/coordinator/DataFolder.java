package io.idlegrid.coordinator;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of everything durable, locked: two coordinators would damage each other's files. */
final class DataFolder implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);
  private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rwx------");

  private final FileChannel channel;

  private DataFolder(FileChannel channel) {
    this.channel = channel;
  }

  /** Another coordinator works in the folder. */
  static final class InUseException extends IOException {

    private static final long serialVersionUID = 1;

    private InUseException(Path folder) {
      super("another coordinator works in the folder " + folder.toAbsolutePath());
    }
  }

  /**
   * Makes the folder when it is missing, and locks it until it is closed or the process ends.
   *
   * @throws InUseException when it is locked already
   */
  static DataFolder lock(Path folder) throws IOException {
    Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWN));
    tighten(folder);
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(channel) == null) {
      channel.close();
      throw new InUseException(folder);
    }
    return new DataFolder(channel);
  }

  /** Secrets and everybody's data lie in it; whoever does not own it cannot tighten it. */
  private static void tighten(Path folder) throws IOException {
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(folder);
    if (!OWN.containsAll(found)) {
      Files.setPosixFilePermissions(folder, OWN);
      LOG.warn(
          "folder {} was {}: it is open to this coordinator's account alone now",
          folder,
          PosixFilePermissions.toString(found));
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Somebody in this very process has it.
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
