package io.idlegrid.worker.edge.owner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Reads and replaces small files as a whole, so that a power loss leaves the old or the new. */
final class SmallFiles {

  private SmallFiles() {}

  static Optional<String> read(Path file) throws IOException {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  /** Only its owner can read what is written. */
  static void replace(Path file, String text) throws IOException {
    Path made = Files.createTempFile(file.resolveSibling(""), "new", "");
    try {
      Files.writeString(made, text, StandardCharsets.UTF_8);
      Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      // On a full disk each try would leave one behind.
      Files.deleteIfExists(made);
    }
  }
}
