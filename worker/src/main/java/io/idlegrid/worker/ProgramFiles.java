package io.idlegrid.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The jars that the program runs from. One that is put in the place of another does no harm, since
 * the old one stays open; one that is written into, as a build does, has none of the classes any
 * more that were not needed so far: orders of the owner would fail, and so would an end in order.
 */
final class ProgramFiles {

  private final Map<Path, Stamp> begun = new LinkedHashMap<>();

  /** What changes when a file is written into, and which file it is. */
  private record Stamp(String key, long modified, long size) {

    static Stamp of(Path file) throws IOException {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(
          String.valueOf(now.fileKey()), now.lastModifiedTime().toMillis(), now.size());
    }
  }

  /**
   * @param classPath as the JVM has it
   */
  ProgramFiles(String classPath) throws IOException {
    for (Path file : Arrays.stream(classPath.split(":", -1)).map(Path::of).toList()) {
      if (Files.isRegularFile(file)) {
        begun.put(file, Stamp.of(file));
      }
    }
  }

  /** A jar that was written into since the start. */
  Optional<Path> overwritten() {
    return begun.entrySet().stream()
        .filter(each -> isOverwritten(each.getKey(), each.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean isOverwritten(Path file, Stamp before) {
    try {
      Stamp now = Stamp.of(file);
      return now.key().equals(before.key()) && !now.equals(before);
    } catch (IOException removed) {
      // Not from under us: it is open.
      return false;
    }
  }
}
