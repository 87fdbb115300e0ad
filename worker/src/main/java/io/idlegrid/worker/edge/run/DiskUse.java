package io.idlegrid.worker.edge.run;

import io.idlegrid.protocol.link.Group;
import io.idlegrid.protocol.link.Program;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.RunningUnit;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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
 * them open. Whatever has a name takes a block at least, since devices run out of inodes too. A
 * removed file that is only mapped into memory is not seen; a quota of the file system would see
 * it, but few devices have one.
 */
final class DiskUse {

  private static final Logger LOG = LoggerFactory.getLogger(DiskUse.class);
  private static final Path PROC = Path.of("/proc");
  private static final long BLOCK = 4096;

  private final RunningUnit unit;
  private final AttemptFolders folders;

  DiskUse(RunningUnit unit, AttemptFolders folders) {
    this.unit = unit;
    this.folders = folders;
  }

  /** What it takes too much of, in words, if it does. */
  Optional<String> excess(Program program) {
    return excess(program.diskBytes(), Optional.ofNullable(program.group()));
  }

  Optional<String> excess(long most, Optional<Group> group) {
    Sizes sizes = new Sizes(folders.volumes(), most);
    walk(sizes, folders.work());
    walk(sizes, folders.checkpoint());
    if (sizes.isTooDeep()) {
      return Optional.of(UnitTree.TOO_DEEP);
    }
    Optional<String> overfull = group.flatMap(known -> overfull(known, sizes.inVolumes));
    if (overfull.isPresent()) {
      return overfull;
    }
    return sizes.sum > most || sizes.sum + removedButOpen() > most
        ? Optional.of("its files were larger than its disk limit of %d MiB".formatted(most >> 20))
        : Optional.empty();
  }

  private static Optional<String> overfull(Group group, Map<String, Long> inVolumes) {
    return group.volumes().stream()
        .filter(volume -> inVolumes.getOrDefault(volume.name(), 0L) > volume.bytes())
        .map(
            volume ->
                "volume %s holds more than its size of %d KiB"
                    .formatted(volume.name(), (volume.bytes() + 1023) >> 10))
        .findFirst();
  }

  private static void walk(Sizes sizes, Path folder) {
    try {
      sizes.walk(folder);
    } catch (IOException e) {
      LOG.debug("cannot look into {}", folder, e);
    }
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
  private static final class Sizes extends UnitTree {

    /** So many files with several names are told apart, in a small heap; more count every time. */
    private static final int MOST_KNOWN = 10_000;

    private final Path volumes;
    private final long most;
    private final Set<Object> known = new HashSet<>();
    private final Map<String, Long> inVolumes = new HashMap<>();
    private @Nullable Path volume;
    private long sum;

    private Sizes(Path volumes, long most) {
      this.volumes = volumes;
      this.most = most;
    }

    /** Nothing more is to be known once it is too much. */
    @Override
    boolean seen(Path entry, BasicFileAttributes attributes) {
      if (attributes.isDirectory()) {
        if (volumes.equals(entry.getParent())) {
          volume = entry.getFileName();
        }
        sum += BLOCK;
      } else if (isNew(entry, attributes)) {
        add(attributes.isRegularFile() ? attributes.size() : 0);
      }
      return sum <= most;
    }

    @Override
    void left(Path folder) {
      if (volumes.equals(folder.getParent())) {
        volume = null;
      }
    }

    private boolean isNew(Path entry, BasicFileAttributes attributes) {
      try {
        Object names = Files.getAttribute(entry, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
        return Integer.valueOf(1).equals(names)
            || known.size() >= MOST_KNOWN
            || known.add(attributes.fileKey());
      } catch (IOException gone) {
        return false;
      }
    }

    private void add(long bytes) {
      long blocks = Math.max(1, bytes / BLOCK + (bytes % BLOCK == 0 ? 0 : 1));
      sum += blocks * BLOCK;
      if (volume != null) {
        inVolumes.merge(volume.toString(), bytes, Long::sum);
      }
    }
  }
}
