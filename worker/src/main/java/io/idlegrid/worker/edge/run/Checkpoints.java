package io.idlegrid.worker.edge.run;

import io.idlegrid.archive.ArchiveEntryVisitor;
import io.idlegrid.archive.ArchiveException;
import io.idlegrid.archive.ArchiveLimits;
import io.idlegrid.archive.ArchiveReader;
import io.idlegrid.archive.ArchiveUnpacker;
import io.idlegrid.protocol.link.AttemptOutcome.Kind;
import io.idlegrid.worker.edge.cache.BlobCache;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A unit's checkpoint directory as one archive, so that another device can go on from it. */
final class Checkpoints {

  private Checkpoints() {}

  /** Whether a unit left anything to go on from. */
  static boolean isThere(Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(folder)) {
      return files.iterator().hasNext();
    }
  }

  /**
   * Packs a checkpoint directory; regular files only.
   *
   * @param most bytes on disk, as {@link DiskUse} counts them: a unit can end before it is looked
   *     at, and a file of a terabyte that holds nothing is made in a moment
   * @return SHA-256 of the archive, which lies in {@code aside} under that name
   */
  static String pack(Path folder, Path aside, long most) throws IOException, UnusableException {
    Files.createDirectories(aside);
    Path archive = Files.createTempFile(aside, "checkpoint", "");
    try {
      write(folder, archive, most);
      requireUnpackable(archive);
      String sha256 = BlobCache.hash(archive);
      Files.move(archive, aside.resolve(sha256));
      return sha256;
    } finally {
      Files.deleteIfExists(archive);
    }
  }

  private static void write(Path folder, Path archive, long most)
      throws IOException, UnusableException {
    try (OutputStream bytes = Files.newOutputStream(archive);
        TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8")) {
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      Packing packing = new Packing(folder, out, most);
      packing.walk(folder);
      if (packing.isTooDeep()) {
        throw new UnusableException(Kind.DISK_LIMIT, UnitTree.TOO_DEEP);
      }
      if (packing.bytes > most) {
        throw new UnusableException(
            Kind.DISK_LIMIT,
            "its checkpoint was larger than its disk limit of %d MiB".formatted(most >> 20));
      }
    }
  }

  /** Whoever would have to unpack it refuses what this does, and would count as broken. */
  private static void requireUnpackable(Path archive) throws IOException, UnusableException {
    try (InputStream in = Files.newInputStream(archive)) {
      new ArchiveReader(ArchiveLimits.DEFAULT).walk(in, ArchiveEntryVisitor.CHECK_ONLY);
    } catch (ArchiveException e) {
      throw new UnusableException(Kind.FAILED, "its checkpoint cannot be moved: " + e.getMessage());
    }
  }

  /** One file after the other: there may be more names than the agent has memory for. */
  private static final class Packing extends UnitTree {

    private static final long OF_NAME = 4096;

    private final Path folder;
    private final TarArchiveOutputStream out;
    private final long most;
    private long bytes;

    Packing(Path folder, TarArchiveOutputStream out, long most) {
      this.folder = folder;
      this.out = out;
      this.most = most;
    }

    @Override
    boolean seen(Path entry, BasicFileAttributes attributes) throws IOException {
      bytes += OF_NAME + attributes.size();
      if (bytes > most) {
        return false;
      }
      if (attributes.isRegularFile()) {
        TarArchiveEntry packed = new TarArchiveEntry(folder.relativize(entry).toString(), true);
        packed.setSize(attributes.size());
        packed.setModTime(0);
        out.putArchiveEntry(packed);
        Files.copy(entry, out);
        out.closeArchiveEntry();
      }
      return true;
    }
  }

  /** Unpacks a checkpoint into an empty directory. */
  static void unpack(Path archive, Path folder) throws IOException {
    try (InputStream in = Files.newInputStream(archive)) {
      ArchiveUnpacker.unpack(in, folder, ArchiveLimits.DEFAULT);
    }
  }
}
