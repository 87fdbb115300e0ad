package io.idlegrid.worker.edge.cgroup;

import io.idlegrid.worker.edge.cgroup.Controllers.Hierarchy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  /** {@code user.delegate}. */
  private static final String MARK = "delegate";

  private static final Logger LOG = LoggerFactory.getLogger(Delegation.class);

  /**
   * The one in which a process lives; empty if it may not be written to.
   *
   * @param membership what stands for {@code /proc/self/cgroup}, format: proc_pid_cgroup(5)
   * @throws IOException if it may be, and yet is not ours to change
   */
  static Optional<Delegation> of(Path unified, Path membership) throws IOException {
    Optional<Path> own;
    try (Stream<String> lines = Files.lines(membership, StandardCharsets.ISO_8859_1)) {
      own =
          lines
              .filter(line -> line.startsWith("0::/"))
              .map(line -> unified.resolve(line.substring("0::/".length())))
              .map(group -> group.endsWith(AGENT) ? group.resolveSibling("") : group)
              .map(Path::normalize)
              .filter(group -> !group.equals(unified) && isWritable(group))
              .findFirst();
    }
    if (own.isPresent() && isSomebodyElses(unified, own.get())) {
      throw new IOException(
          "/%s is managed by systemd, which did not hand it over"
              .formatted(unified.relativize(own.get())));
    }
    return own.map(group -> new Delegation(unified, group));
  }

  private static boolean isWritable(Path group) {
    return Stream.of("", "cgroup.procs", "cgroup.subtree_control")
        .allMatch(each -> Files.isWritable(group.resolve(each)));
  }

  /**
   * Since 251 systemd marks the groups that it hands over, as its CGROUP_DELEGATION.md says;
   * before, it marked them where only root could read it, and others mark nothing: there it counts
   * that we may write. So a group without a mark is not ours if one above it has a mark, as that of
   * a user's whole session has.
   */
  private static boolean isSomebodyElses(Path unified, Path group) {
    if (isMarked(group)) {
      return false;
    }
    for (Path above = group; !above.equals(unified); above = above.resolveSibling("")) {
      if (isMarked(above)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMarked(Path group) {
    UserDefinedFileAttributeView marks =
        Files.getFileAttributeView(group, UserDefinedFileAttributeView.class);
    try {
      if (marks == null || !marks.list().contains(MARK)) {
        return false;
      }
      ByteBuffer value = ByteBuffer.allocate(marks.size(MARK));
      marks.read(MARK, value);
      return new String(value.array(), StandardCharsets.US_ASCII).equals("1");
    } catch (IOException e) {
      LOG.debug("marks of {} cannot be read: {}", group, e.toString());
      return false;
    }
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
