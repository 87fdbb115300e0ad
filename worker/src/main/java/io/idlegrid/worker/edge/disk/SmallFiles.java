package io.idlegrid.worker.edge.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Reads and replaces small files as a whole, so that a power loss leaves the old or the new. */
public final class SmallFiles {

  private SmallFiles() {}

  /** Empty when there is none. */
  public static Optional<String> read(Path file) throws IOException {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  /** Only the worker's own account can read what is written. */
  public static void replace(Path file, String text) throws IOException {
    replace(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Likewise. */
  public static void replace(Path file, byte[] content) throws IOException {
    Path made = Files.createTempFile(file.resolveSibling(""), "new", "");
    try {
      Files.write(made, content);
      Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      // On a full disk each try would leave one behind.
      Files.deleteIfExists(made);
    }
  }
}
