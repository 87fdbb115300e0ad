package io.idlegrid.client;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Packs a folder so that the same files make the same bytes, and so the same blob: names sorted,
 * times and owners left out, of permissions only whether a file can be executed.
 */
final class CodeArchive {

  private static final int FILE = 0100644;
  private static final int PROGRAM = 0100755;

  private final Path folder;
  private final Predicate<String> isSent;

  CodeArchive(Path folder) {
    this(folder, any -> true);
  }

  /**
   * Of a part of a folder.
   *
   * @param isSent whether a path below the folder goes along
   */
  CodeArchive(Path folder, Predicate<String> isSent) {
    this.folder = folder;
    this.isSent = isSent;
  }

  /** Packs into a file. */
  void pack(Path archive) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive), 1 << 16);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      for (var entry : entries().entrySet()) {
        add(tar, entry.getKey(), entry.getValue());
      }
    }
  }

  private SortedMap<String, Path> entries() throws IOException {
    SortedMap<String, Path> entries = new TreeMap<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            if (path.endsWith(".git")) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            if (!path.equals(folder) && isSent.test(DataFiles.name(folder, path))) {
              entries.put(DataFiles.name(folder, path) + "/", path);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            if (isSent.test(DataFiles.name(folder, path))) {
              entries.put(DataFiles.name(folder, path), path);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return entries;
  }

  private void add(TarArchiveOutputStream tar, String name, Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      tar.putArchiveEntry(link(name, path));
    } else if (Files.isDirectory(path)) {
      tar.putArchiveEntry(plain(new TarArchiveEntry(name)));
    } else if (Files.isRegularFile(path)) {
      TarArchiveEntry entry = plain(new TarArchiveEntry(name));
      entry.setSize(Files.size(path));
      entry.setMode(Files.isExecutable(path) ? PROGRAM : FILE);
      tar.putArchiveEntry(entry);
      Files.copy(path, tar);
    } else {
      throw GridException.of(
          "code.kind",
          path + " is neither a file nor a folder nor a link",
          "keep devices, pipes and sockets out of the code's folder");
    }
    tar.closeArchiveEntry();
  }

  private TarArchiveEntry link(String name, Path path) throws IOException {
    Path target = Files.readSymbolicLink(path);
    Path parent = path.getParent() == null ? folder : path.getParent();
    boolean isInside =
        !target.isAbsolute() && parent.resolve(target).normalize().startsWith(folder.normalize());
    if (!isInside) {
      throw GridException.of(
          "code.link",
          "link %s leads out of the code's folder, to %s".formatted(path, target),
          "copy what it leads to into the folder");
    }
    TarArchiveEntry entry = plain(new TarArchiveEntry(name, TarConstants.LF_SYMLINK));
    entry.setLinkName(target.toString().replace('\\', '/'));
    return entry;
  }

  private static TarArchiveEntry plain(TarArchiveEntry entry) {
    entry.setModTime(0);
    entry.setIds(0, 0);
    entry.setNames("", "");
    return entry;
  }
}
