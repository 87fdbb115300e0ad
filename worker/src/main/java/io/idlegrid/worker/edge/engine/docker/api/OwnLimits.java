package io.idlegrid.worker.edge.engine.docker.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What this process may at most have, and so what an engine beside it can give to a container.
 * Podman asks its runtime for more by default, which the runtime refuses where the engine itself
 * has less.
 *
 * @param openFiles at once, per process
 * @param processes and threads at once, of one user
 */
record OwnLimits(long openFiles, long processes) {

  /** Enough for a server; no unit has a good reason for more. */
  private static final long MOST_FILES = 1 << 16;

  /** Sixteen units at their limit: the kernel counts all that run as the same user. */
  private static final long MOST_PROCESSES = 1 << 13;

  private static final Path OURS = Path.of("/proc/self/limits");

  static OwnLimits ofThisProcess() {
    try {
      return read(Files.readAllLines(OURS));
    } catch (IOException e) {
      throw new IllegalStateException("every Linux tells its limits in " + OURS, e);
    }
  }

  /**
   * @param table lines of name, soft limit, hard limit and unit, columns parted by several blanks
   */
  static OwnLimits read(List<String> table) {
    return new OwnLimits(
        hard(table, "Max open files", MOST_FILES), hard(table, "Max processes", MOST_PROCESSES));
  }

  private static long hard(List<String> table, String name, long most) {
    return table.stream()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length()).strip().split("\\s+", -1)[1])
        .map(limit -> limit.equals("unlimited") ? most : Math.min(most, Long.parseLong(limit)))
        .findFirst()
        .orElse(most);
  }
}
