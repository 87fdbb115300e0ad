package io.idlegrid.worker.edge.engine.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file into which bubblewrap writes what became of the command.
 *
 * @param isReported whether there is such a report; a plain process has none
 */
record LaunchReport(Path file, boolean isReported) {

  /** The launcher's own failure. A command that is not found is 127, and the job's fault. */
  private static final int NOT_LAUNCHED = 125;

  /**
   * @return what went wrong before the command ran; absent if it ran
   */
  @Nullable String failure(int exitCode) {
    if (!isReported) {
      return exitCode == NOT_LAUNCHED
          ? "the attempt could not join its cgroup or take its limits; see its log"
          : null;
    }
    try {
      return Files.readString(file).contains("\"exit-code\"")
          ? null
          : "its sandbox was not made, or was destroyed from outside; see its log";
    } catch (IOException e) {
      return "bubblewrap's report cannot be read: " + e;
    }
  }

  void remove() throws IOException {
    Files.deleteIfExists(file);
  }
}
