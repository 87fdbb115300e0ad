package io.idlegrid.worker.edge.run;

import io.idlegrid.protocol.link.Group;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.RunningUnit;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The disk that a unit takes: what lies in its folders, and files that it removed while it holds
 * them open. A removed file that is only mapped into memory is not seen; a quota of the file system
 * would see it, but few devices have one.
 */
final class DiskUse {

  private static final Logger LOG = LoggerFactory.getLogger(DiskUse.class);
  private static final Path PROC = Path.of("/proc");

  private final RunningUnit unit;
  private final AttemptFolders folders;

  DiskUse(RunningUnit unit, AttemptFolders folders) {
    this.unit = unit;
    this.folders = folders;
  }

  /** A volume that holds more than it may. */
  Optional<String> overfull(Group group) {
    return group.volumes().stream()
        .filter(volume -> bytes(folders.volume(volume.name())) > volume.bytes())
        .map(
            volume ->
                "volume %s holds more than its size of %d KiB"
                    .formatted(volume.name(), (volume.bytes() + 1023) >> 10))
        .findFirst();
  }

  long bytes() {
    return bytes(folders.work()) + bytes(folders.checkpoint()) + removedButOpen();
  }

  private static long bytes(Path folder) {
    Sizes sizes = new Sizes();
    try {
      Files.walkFileTree(folder, sizes);
    } catch (IOException e) {
      LOG.debug("cannot look into {}", folder, e);
    }
    return sizes.sum;
  }

  private long removedButOpen() {
    long sum = 0;
    Set<Object> seen = new HashSet<>();
    try {
      Object disk = Files.getAttribute(folders.work(), "unix:dev");
      for (long process : unit.processes()) {
        sum += removedButOpen(PROC.resolve(process + "/fd"), disk, seen);
      }
    } catch (EngineException | IOException e) {
      LOG.debug("cannot tell what {} keeps open", unit.attempt(), e);
    }
    return sum;
  }

  private static long removedButOpen(Path descriptors, Object disk, Set<Object> seen) {
    long sum = 0;
    try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
      for (Path descriptor : open) {
        Map<String, Object> file = attributes(descriptor);
        boolean isRemoved = Integer.valueOf(0).equals(file.get("nlink"));
        if (isRemoved
            && disk.equals(file.get("dev"))
            && file.get("size") instanceof Long size
            && seen.add(file.get("ino"))) {
          sum += size;
        }
      }
    } catch (IOException gone) {
      // Processes come and go while a unit runs.
      return sum;
    }
    return sum;
  }

  /** Of the file itself, wherever its process sees it. */
  private static Map<String, Object> attributes(Path descriptor) {
    try {
      return Files.readAttributes(descriptor, "unix:dev,ino,nlink,size");
    } catch (IOException closed) {
      return Map.of();
    }
  }

  /** Adds up; a file with several names counts once. */
  private static final class Sizes extends SimpleFileVisitor<Path> {

    private final Set<Object> seen = new HashSet<>();
    private long sum;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      try {
        Object names = Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
        if (Integer.valueOf(1).equals(names) || seen.add(attributes.fileKey())) {
          sum += attributes.size();
        }
      } catch (IOException gone) {
        return FileVisitResult.CONTINUE;
      }
      return FileVisitResult.CONTINUE;
    }

    /** Files come and go while a unit runs; a folder that it shut is its, and so ours to open. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException error) throws IOException {
      if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) && !Files.isReadable(file)) {
        try {
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
          Files.walkFileTree(file, this);
        } catch (IOException e) {
          LOG.debug("cannot look into {}", file, e);
        }
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
