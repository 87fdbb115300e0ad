package io.idlegrid.worker.edge.disk;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Removes a folder with all that is in it, whatever a stranger's program made there: links are
 * removed, not followed, locked folders are opened, and what lies so deep that no path of the
 * kernel's reaches it is brought up first.
 */
public final class RemoveFolder {

  /** Each level below is an open file while we walk; a path has at most 4,096 bytes. */
  private static final int DEEPEST = 64;

  private static final int LONGEST = 1_000;

  private RemoveFolder() {}

  /** Removes a file or a folder, if it is there. */
  public static void remove(Path entry) throws IOException {
    Path next = entry;
    for (int round = 1; Files.exists(next, LinkOption.NOFOLLOW_LINKS); round++) {
      Path deeper = entry.resolveSibling(entry.getFileName() + ".deeper-" + round);
      Files.walkFileTree(next, new Remover(next, deeper));
      next = deeper;
    }
  }

  /** Removes what it can reach and leaves the rest in another folder beside. */
  private static final class Remover extends SimpleFileVisitor<Path> {

    private final Path root;
    private final Path deeper;

    Remover(Path root, Path deeper) {
      this.root = root;
      this.deeper = deeper;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      if (!Files.isWritable(folder)) {
        open(folder);
      }
      if (!isDeep(folder)) {
        return FileVisitResult.CONTINUE;
      }
      Files.createDirectories(deeper);
      // Renaming a folder onto an empty one replaces it.
      Files.move(folder, Files.createTempDirectory(deeper, "d"), StandardCopyOption.ATOMIC_MOVE);
      return FileVisitResult.SKIP_SUBTREE;
    }

    private boolean isDeep(Path folder) {
      Path below = root.relativize(folder);
      return below.getNameCount() > DEEPEST || below.toString().length() > LONGEST;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    /** Where we are not root, a folder that a unit locked is locked for us as well. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException error) throws IOException {
      boolean isLocked =
          Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
              && !(Files.isReadable(file) && Files.isExecutable(file));
      if (!isLocked) {
        throw error;
      }
      open(file);
      Files.walkFileTree(file, this);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException error)
        throws IOException {
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }

    private static void open(Path folder) throws IOException {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }
}
