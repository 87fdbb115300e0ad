package io.idlegrid.worker.edge.engine;

import io.idlegrid.worker.domain.run.UnitFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks for what a unit left in its folders that tells why it failed. */
public final class Footprints {

  private Footprints() {}

  /**
   * A file that is as large as any may be, as a path that the job's author recognises. Programs see
   * this limit as an ordinary write error, so the file is the best witness.
   */
  public static Optional<String> fileAtLimit(UnitFolders folders, long fileBytes)
      throws IOException {
    Optional<String> inWork = fileAtLimit("work", folders.work(), fileBytes);
    return inWork.isPresent() ? inWork : fileAtLimit("checkpoint", folders.checkpoint(), fileBytes);
  }

  private static Optional<String> fileAtLimit(String name, Path folder, long fileBytes)
      throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .filter(file -> file.toFile().length() >= fileBytes)
          .findFirst()
          .map(file -> name + "/" + folder.relativize(file));
    } catch (java.io.UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
