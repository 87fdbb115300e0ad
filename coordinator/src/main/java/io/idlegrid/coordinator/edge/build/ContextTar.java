package io.idlegrid.coordinator.edge.build;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Packs a folder that was unpacked and checked, as an engine takes it. */
final class ContextTar extends SimpleFileVisitor<Path> {

  private final Path folder;
  private final TarArchiveOutputStream tar;

  private ContextTar(Path folder, TarArchiveOutputStream tar) {
    this.folder = folder;
    this.tar = tar;
  }

  static void pack(Path folder, Path archive) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive), 1 << 16);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      Files.walkFileTree(folder, new ContextTar(folder, tar));
    }
  }

  @Override
  public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
      throws IOException {
    if (!path.equals(folder)) {
      put(new TarArchiveEntry(name(path) + "/"), 0, 0755);
      tar.closeArchiveEntry();
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
    if (attributes.isSymbolicLink()) {
      TarArchiveEntry link = new TarArchiveEntry(name(path), TarConstants.LF_SYMLINK);
      link.setLinkName(Files.readSymbolicLink(path).toString());
      put(link, 0, 0777);
    } else {
      boolean isProgram = Files.isExecutable(path);
      put(new TarArchiveEntry(name(path)), attributes.size(), isProgram ? 0755 : 0644);
      Files.copy(path, tar);
    }
    tar.closeArchiveEntry();
    return FileVisitResult.CONTINUE;
  }

  /** The same files make the same bytes, whenever and by whom they were sent. */
  private void put(TarArchiveEntry entry, long size, int mode) throws IOException {
    entry.setSize(size);
    entry.setMode(mode);
    entry.setModTime(0);
    entry.setIds(0, 0);
    entry.setNames("", "");
    tar.putArchiveEntry(entry);
  }

  private String name(Path path) {
    return folder.relativize(path).toString();
  }
}
