package io.idlegrid.worker.edge.cgroup;

import io.idlegrid.worker.edge.cgroup.Controllers.Hierarchy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A group of version 2 that was handed to an agent without root, as systemd does for a service of a
 * user ({@code Delegate=yes}). What is made in it can be frozen, killed and limited like any other,
 * but yields only to what else is in it.
 *
 * @param group the group that was handed over
 */
record Delegation(Path unified, Path group) {

  /** A group with controllers may hold no process itself, so the agent moves here. */
  private static final String AGENT = "agent";

  /**
   * The one in which a process lives.
   *
   * @param membership what stands for {@code /proc/self/cgroup}, format: proc_pid_cgroup(5)
   */
  static Optional<Delegation> of(Path unified, Path membership) throws IOException {
    try (Stream<String> lines = Files.lines(membership, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("0::/"))
          .map(line -> unified.resolve(line.substring("0::/".length())))
          .map(own -> own.endsWith(AGENT) ? own.resolveSibling("") : own)
          .map(Path::normalize)
          .filter(own -> !own.equals(unified) && isOurs(own))
          .map(own -> new Delegation(unified, own))
          .findFirst();
    }
  }

  private static boolean isOurs(Path group) {
    return Stream.of("", "cgroup.procs", "cgroup.subtree_control")
        .allMatch(each -> Files.isWritable(group.resolve(each)));
  }

  /** Its path below the mount point. */
  String path() {
    return unified.relativize(group).toString();
  }

  /** A group in it with all the controllers that we were given, if nobody else lives there. */
  Group inside(String name) throws IOException {
    moveAgent();
    return with(name, Controllers.enabledIn(group));
  }

  /** A group in it that can be frozen, killed and counted. */
  Group withoutLimits(String name) {
    return with(name, List.of());
  }

  private Group with(String name, List<String> controllers) {
    return new Group(
        Controllers.of(new Hierarchy(unified, true), controllers), path() + "/" + name);
  }

  private void moveAgent() throws IOException {
    Path agent = group.resolve(AGENT);
    if (!Files.isDirectory(agent)) {
      Files.createDirectory(agent);
    }
    new Knobs(agent).write("cgroup.procs", Long.toString(ProcessHandle.current().pid()));
  }
}
