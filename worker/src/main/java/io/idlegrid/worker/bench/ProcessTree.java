package io.idlegrid.worker.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** CPU time of a process and all below it, whatever groups they are in. */
final class ProcessTree {

  /** {@code USER_HZ} of every Linux that runs Java. */
  private static final long TICKS_PER_SECOND = 100;

  private ProcessTree() {}

  static Duration cpu(long pid) {
    return ProcessHandle.of(pid)
        .map(
            root ->
                root.descendants()
                    .map(ProcessHandle::pid)
                    .map(ProcessTree::own)
                    .reduce(own(pid), Duration::plus))
        .orElse(Duration.ZERO);
  }

  /** Of one process, with its children that ended. */
  static Duration own(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.UTF_8);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = 0;
      for (int i = 11; i <= 14; i++) {
        ticks += Long.parseLong(fields[i]);
      }
      return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
    } catch (IOException gone) {
      // It ended while we looked.
      return Duration.ZERO;
    }
  }
}
