package io.idlegrid.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that a job's output files are downloaded into. */
final class ResultFolder {

  private final Path folder;

  ResultFolder(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** Downloads what is not there; returns the number of files. */
  long fill(Results results) {
    long files = 0;
    for (ResultFile result : results) {
      Path file = place(result);
      if (!isThere(file, result)) {
        result.download(file);
      }
      files++;
    }
    return files;
  }

  private Path place(ResultFile result) {
    Path unit = folder.resolve("%010d".formatted(result.unit()));
    Path file = unit.resolve(result.path()).normalize();
    // A unit's program is a stranger to this machine, and named its files itself.
    if (!file.startsWith(unit) || file.equals(unit)) {
      throw GridException.of(
          "result.path",
          "unit %d put out '%s', which leads out of its folder"
              .formatted(result.unit(), result.path()),
          "download the zip and look at it with care");
    }
    return file;
  }

  private static boolean isThere(Path file, ResultFile result) {
    try {
      return Files.isRegularFile(file)
          && Files.size(file) == result.size()
          && Hashes.of(file).equals(result.sha256());
    } catch (IOException e) {
      throw LocalFiles.unreadable(file, e);
    }
  }
}
