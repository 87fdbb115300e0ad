package io.idlegrid.client;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What a user is told when a file of theirs cannot be read or written. */
final class LocalFiles {

  private LocalFiles() {}

  static GridException unreadable(Path file, IOException cause) {
    return GridException.of(
        "file.unreadable", "cannot read " + file + ": " + reason(cause), hint(cause), cause);
  }

  static GridException unwritable(Path file, IOException cause) {
    return GridException.of(
        "file.unwritable", "cannot write " + file + ": " + reason(cause), hint(cause), cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof NoSuchFileException missing) {
      return missing.getFile() + " does not exist";
    }
    if (cause instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static String hint(IOException cause) {
    return cause instanceof AccessDeniedException
        ? "check its permissions"
        : "check the path and the free space of the disk";
  }
}
