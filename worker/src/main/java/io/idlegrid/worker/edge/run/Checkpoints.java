package io.idlegrid.worker.edge.run;

import io.idlegrid.archive.ArchiveLimits;
import io.idlegrid.archive.ArchiveUnpacker;
import io.idlegrid.worker.edge.cache.BlobCache;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
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
   * @return SHA-256 of the archive, which lies in {@code aside} under that name
   */
  static String pack(Path folder, Path aside) throws IOException {
    Files.createDirectories(aside);
    Path archive = Files.createTempFile(aside, "checkpoint", "");
    try (OutputStream bytes = Files.newOutputStream(archive);
        TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8")) {
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      for (Path file : files(folder)) {
        TarArchiveEntry entry = new TarArchiveEntry(folder.relativize(file).toString(), true);
        entry.setSize(Files.size(file));
        entry.setModTime(0);
        out.putArchiveEntry(entry);
        Files.copy(file, out);
        out.closeArchiveEntry();
      }
    }
    String sha256 = BlobCache.hash(archive);
    Files.move(archive, aside.resolve(sha256));
    return sha256;
  }

  /** Unpacks a checkpoint into an empty directory. */
  static void unpack(Path archive, Path folder) throws IOException {
    try (InputStream in = Files.newInputStream(archive)) {
      ArchiveUnpacker.unpack(in, folder, ArchiveLimits.DEFAULT);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    }
  }
}
