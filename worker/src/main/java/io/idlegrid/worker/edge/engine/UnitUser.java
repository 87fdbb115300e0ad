package io.idlegrid.worker.edge.engine;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Whom units run as.
 *
 * @param changed the agent is root and units are somebody else; otherwise units are who the agent
 *     is
 */
public record UnitUser(int uid, int gid, boolean changed) {

  /** In none of the ranges that Debian or systemd hand out. */
  public static final int NOBODY_ELSE = 65_530;

  private static final LinkOption ITSELF = LinkOption.NOFOLLOW_LINKS;

  /**
   * @param instead user and group for units where the agent is root
   */
  public static UnitUser of(int instead) throws IOException {
    Path self = Path.of("/proc/self");
    int uid = (int) Files.getAttribute(self, "unix:uid");
    int gid = (int) Files.getAttribute(self, "unix:gid");
    return uid == 0 ? new UnitUser(instead, instead, true) : new UnitUser(uid, gid, false);
  }

  /** Lets the unit write there. Links are not followed: their targets may be the owner's. */
  public void own(Path folder) throws IOException {
    if (changed) {
      Files.walkFileTree(folder, new HandOver());
    }
  }

  private final class HandOver extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      return handOver(folder);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      return handOver(file);
    }

    private FileVisitResult handOver(Path path) throws IOException {
      Files.setAttribute(path, "unix:uid", uid, ITSELF);
      Files.setAttribute(path, "unix:gid", gid, ITSELF);
      return FileVisitResult.CONTINUE;
    }
  }
}
