package io.idlegrid.worker.edge.engine.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a process into its group, sets its limits and its priority, and only then becomes the
 * program: nothing of a unit ever runs outside its group.
 */
final class LaunchCommand {

  /**
   * Arguments: where bubblewrap reports, the file size limit in blocks, the groups' files up to
   * {@code --}, the command. The lowest priority is final, so the unit's CPU time stays in the
   * kernel's niced count.
   */
  private static final String SCRIPT =
      """
      exec 3> "$1"; blocks=$2; shift 2
      while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done
      shift
      echo 1000 > /proc/self/oom_score_adj
      ulimit -c 0
      ulimit -f "$blocks" || exit 125
      command -v ionice > /dev/null && exec nice -n 19 ionice -c 3 "$@"
      exec nice -n 19 "$@"
      """;

  /** POSIX counts in these. */
  private static final long BLOCK = 512;

  private LaunchCommand() {}

  static List<String> of(Path report, long fileBytes, List<Path> groups, List<String> command) {
    List<String> all = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "launch"));
    all.add(report.toString());
    all.add(Long.toString((fileBytes + BLOCK - 1) / BLOCK));
    groups.forEach(group -> all.add(group.toString()));
    all.add("--");
    all.addAll(command);
    return all;
  }
}
