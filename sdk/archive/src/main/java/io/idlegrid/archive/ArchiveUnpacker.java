package io.idlegrid.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Unpacks an archive into a folder; nothing is ever written outside of it. */
public final class ArchiveUnpacker implements ArchiveEntryVisitor {

  private final Path folder;

  private ArchiveUnpacker(Path folder) {
    this.folder = folder;
  }

  /**
   * Unpacks.
   *
   * @param folder an empty folder
   * @throws ArchiveException when the archive is refused; what was unpacked until then stays
   */
  public static void unpack(InputStream in, Path folder, ArchiveLimits limits) throws IOException {
    new ArchiveReader(limits).walk(in, new ArchiveUnpacker(folder));
  }

  @Override
  public void folder(String path) throws IOException {
    Files.createDirectories(folder.resolve(path));
  }

  @Override
  public void file(String path, boolean isExecutable, InputStream content) throws IOException {
    Path file = made(path);
    Files.copy(content, file);
    if (isExecutable) {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      permissions.add(PosixFilePermission.OWNER_EXECUTE);
      permissions.add(PosixFilePermission.GROUP_EXECUTE);
      permissions.add(PosixFilePermission.OTHERS_EXECUTE);
      Files.setPosixFilePermissions(file, permissions);
    }
  }

  @Override
  public void link(String path, String target) throws IOException {
    Files.createSymbolicLink(made(path), Path.of(target));
  }

  @Override
  public void sameFile(String path, String earlierPath) throws IOException {
    Files.copy(folder.resolve(earlierPath), made(path));
  }

  private Path made(String path) throws IOException {
    Path file = folder.resolve(path);
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.deleteIfExists(file);
    return file;
  }
}
