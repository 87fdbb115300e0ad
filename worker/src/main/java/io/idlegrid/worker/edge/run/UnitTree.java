package io.idlegrid.worker.edge.run;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through a folder of a unit, entry by entry, in little memory, whatever the unit did there.
 * Folders that it shut are opened, links are not followed, and what is gone meanwhile is passed
 * over.
 */
abstract class UnitTree {

  /** No program nests its folders so; deeper ones could end beyond the longest path. */
  private static final int DEEPEST = 256;

  private static final int LONGEST = 2_000;

  static final String TOO_DEEP =
      "its folders lie inside each other more than %d levels or %d characters deep"
          .formatted(DEEPEST, LONGEST);

  private static final Logger LOG = LoggerFactory.getLogger(UnitTree.class);

  private boolean isTooDeep;

  /**
   * An entry of any kind.
   *
   * @return whether to look on
   */
  abstract boolean seen(Path entry, BasicFileAttributes attributes) throws IOException;

  /** A folder was left, with all that is in it. */
  void left(Path folder) {}

  /** Whether folders were left out because they lay too deep. */
  final boolean isTooDeep() {
    return isTooDeep;
  }

  /** Goes through it; one that is not there is empty. */
  final void walk(Path folder) throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.walkFileTree(folder, new Visitor(folder));
    }
  }

  private final class Visitor extends SimpleFileVisitor<Path> {

    private final Path root;

    private Visitor(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      if (folder.equals(root)) {
        return FileVisitResult.CONTINUE;
      }
      Path below = root.relativize(folder);
      if (below.getNameCount() > DEEPEST || below.toString().length() > LONGEST) {
        isTooDeep = true;
        return FileVisitResult.TERMINATE;
      }
      return visitFile(folder, attributes);
    }

    @Override
    public FileVisitResult visitFile(Path entry, BasicFileAttributes attributes)
        throws IOException {
      return seen(entry, attributes) ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    /** One that cannot be read to its end is left all the same, and the others are looked at. */
    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException error) {
      left(folder);
      return FileVisitResult.CONTINUE;
    }

    /** Files come and go while a unit runs; a folder that it shut is its, and so ours to open. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException error) {
      if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) || Files.isReadable(file)) {
        return FileVisitResult.CONTINUE;
      }
      try {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        Files.walkFileTree(file, this);
      } catch (IOException e) {
        LOG.debug("cannot look into {}", file, e);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
