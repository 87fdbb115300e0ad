package io.idlegrid.worker.edge.engine.process;

import io.idlegrid.worker.edge.engine.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds a unit's processes where there is no control group: by a mark in the environment, which
 * children inherit also when they leave their parents. A program that clears its environment and
 * leaves its parents escapes; that is why this counts as degraded.
 */
final class MarkedProcesses {

  static final String VARIABLE = "IDLEGRID_ATTEMPT";

  private final String mark;

  /**
   * @param value of the variable, or its beginning
   */
  MarkedProcesses(String value) {
    this.mark = VARIABLE + "=" + value;
  }

  Set<Long> find() {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> pid != ProcessHandle.current().pid())
        .filter(this::isMarked)
        .filter(pid -> !Processes.isZombie(pid))
        .collect(Collectors.toSet());
  }

  private boolean isMarked(long pid) {
    try {
      byte[] environment = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
      String all = "\0" + new String(environment, StandardCharsets.ISO_8859_1);
      return all.contains("\0" + mark);
    } catch (IOException goneOrNotOurs) {
      return false;
    }
  }
}
