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
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
  private Map<String, Long> inVolumes = Map.of();

  DiskUse(RunningUnit unit, AttemptFolders folders) {
    this.unit = unit;
    this.folders = folders;
  }

  /** A volume that held more than it may when {@link #bytes()} was asked for last. */
  Optional<String> overfull(Group group) {
    return group.volumes().stream()
        .filter(volume -> inVolumes.getOrDefault(volume.name(), 0L) > volume.bytes())
        .map(
            volume ->
                "volume %s holds more than its size of %d KiB"
                    .formatted(volume.name(), (volume.bytes() + 1023) >> 10))
        .findFirst();
  }

  long bytes() {
    Sizes work = sizes(folders.work());
    inVolumes = Map.copyOf(work.inVolumes);
    return work.sum + sizes(folders.checkpoint()).sum + removedButOpen();
  }

  private Sizes sizes(Path folder) {
    Sizes sizes = new Sizes(folders.volumes());
    try {
      Files.walkFileTree(folder, sizes);
    } catch (IOException e) {
      LOG.debug("cannot look into {}", folder, e);
    }
    return sizes;
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

  /** Adds up, in all and by volume; a file with several names counts once. */
  private static final class Sizes extends SimpleFileVisitor<Path> {

    private final Path volumes;
    private final Set<Object> seen = new HashSet<>();
    private final Map<String, Long> inVolumes = new HashMap<>();
    private @Nullable Path volume;
    private long sum;

    private Sizes(Path volumes) {
      this.volumes = volumes;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      if (volumes.equals(folder.getParent())) {
        volume = folder.getFileName();
      }
      return FileVisitResult.CONTINUE;
    }

    /** One that cannot be read to its end is left all the same, and the others are looked at. */
    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException error) {
      if (volumes.equals(folder.getParent())) {
        volume = null;
      }
      return FileVisitResult.CONTINUE;
    }

    private void add(long bytes) {
      sum += bytes;
      if (volume != null) {
        inVolumes.merge(volume.toString(), bytes, Long::sum);
      }
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      try {
        Object names = Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
        if (Integer.valueOf(1).equals(names) || seen.add(attributes.fileKey())) {
          add(attributes.size());
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
