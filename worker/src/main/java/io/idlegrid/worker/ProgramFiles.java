package io.idlegrid.worker;

import io.idlegrid.worker.edge.disk.FileStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private final Map<Path, FileStamp> begun = new LinkedHashMap<>();

  /**
   * @param classPath as the JVM has it
   */
  ProgramFiles(String classPath) throws IOException {
    for (Path file : Arrays.stream(classPath.split(":", -1)).map(Path::of).toList()) {
      if (Files.isRegularFile(file)) {
        begun.put(file, FileStamp.of(file));
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

  private static boolean isOverwritten(Path file, FileStamp before) {
    // Asked for each jar every two seconds, also at rest: a stamp makes objects, these do not.
    if (file.toFile().lastModified() == before.modified()
        && file.toFile().length() == before.size()) {
      return false;
    }
    try {
      FileStamp now = FileStamp.of(file);
      return now.key().equals(before.key()) && !now.equals(before);
    } catch (IOException removed) {
      // Not from under us: it is open.
      return false;
    }
  }
}
