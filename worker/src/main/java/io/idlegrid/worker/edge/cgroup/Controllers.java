package io.idlegrid.worker.edge.cgroup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which hierarchy serves which need. A controller is in one version at a time; on mixed systems
 * some are here and some there. Absent: nobody serves it.
 *
 * @param mounts of all hierarchies, also of those that we do not use: an engine makes groups there
 *     too, and does not remove ours
 */
record Controllers(
    Set<Path> mounts,
    @Nullable Hierarchy cpu,
    @Nullable Hierarchy cpuTime,
    @Nullable Hierarchy memory,
    @Nullable Hierarchy processes,
    @Nullable Hierarchy io,
    @Nullable Hierarchy freezer) {

  /** A mounted tree of groups. */
  record Hierarchy(Path mount, boolean unified) {}

  static Controllers in(CgroupMounts mounts) throws IOException {
    return new Controllers(
        mounts.all(),
        serving("cpu", mounts),
        core("cpuacct", mounts),
        serving("memory", mounts),
        serving("pids", mounts),
        Stream.of(serving("blkio", mounts), serving("io", mounts))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null),
        core("freezer", mounts));
  }

  /**
   * What version 2 gives below one of its groups: its core, and controllers.
   *
   * @param enabled the controllers
   */
  static Controllers of(Hierarchy unified, List<String> enabled) {
    return new Controllers(
        Set.of(unified.mount()),
        enabled.contains("cpu") ? unified : null,
        unified,
        enabled.contains("memory") ? unified : null,
        enabled.contains("pids") ? unified : null,
        enabled.contains("io") ? unified : null,
        unified);
  }

  Set<Hierarchy> all() {
    Set<Hierarchy> all = new LinkedHashSet<>();
    Stream.of(freezer, cpu, cpuTime, memory, processes, io)
        .filter(Objects::nonNull)
        .forEach(all::add);
    return all;
  }

  /** What is left when a hierarchy cannot be used. */
  Controllers without(Hierarchy gone) {
    return new Controllers(
        mounts,
        unless(gone, cpu),
        unless(gone, cpuTime),
        unless(gone, memory),
        unless(gone, processes),
        unless(gone, io),
        unless(gone, freezer));
  }

  private static @Nullable Hierarchy unless(Hierarchy gone, @Nullable Hierarchy one) {
    return gone.equals(one) ? null : one;
  }

  private static @Nullable Hierarchy serving(String controller, CgroupMounts mounts)
      throws IOException {
    Path legacy = mounts.legacy().get(controller);
    if (legacy != null) {
      return new Hierarchy(legacy, false);
    }
    Path unified = mounts.unified();
    return unified != null && enabledIn(unified).contains(controller)
        ? new Hierarchy(unified, true)
        : null;
  }

  /** Version 2 always has these, as part of its core. */
  private static @Nullable Hierarchy core(String controller, CgroupMounts mounts) {
    Path legacy = mounts.legacy().get(controller);
    if (legacy != null) {
      return new Hierarchy(legacy, false);
    }
    Path unified = mounts.unified();
    return unified == null ? null : new Hierarchy(unified, true);
  }

  static List<String> enabledIn(Path unified) throws IOException {
    return Arrays.asList(new Knobs(unified).read("cgroup.controllers").split(" ", -1));
  }
}
