package io.idlegrid.worker.edge.cgroup;

import io.idlegrid.worker.edge.cgroup.Controllers.Hierarchy;
import io.idlegrid.worker.edge.cgroup.Slices.Choice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the top-level group with all that kernel and rights give, and tells what they do not. */
final class TopGroup {

  private final CgroupMounts mounts;
  private final String name;
  private final List<String> missing = new ArrayList<>();
  private Choice slices;

  TopGroup(CgroupMounts mounts, String name) {
    this(mounts, name, Slices.ofThisDevice(mounts));
  }

  TopGroup(CgroupMounts mounts, String name, Choice slices) {
    this.mounts = mounts;
    this.name = name;
    this.slices = slices;
  }

  AttemptGroups open() throws IOException {
    if (mounts.nested()) {
      missing.add(
          "the worker runs inside a container, so attempts yield only to what runs in it too;"
              + " run the worker on the device itself");
    }
    haveSliceMade();
    Group usable = usableGroup();
    boolean isNested = mounts.nested();
    if (usable.controllers().all().isEmpty()) {
      Optional<Group> delegated = delegatedGroup();
      usable = delegated.orElse(usable);
      isNested |= delegated.isPresent();
    }
    tellAbsent(usable.controllers());
    missing.addAll(yieldToEverybody(usable));
    return new AttemptGroups(
        usable,
        missing,
        mounts.legacy().get("cpuset"),
        isNested,
        new OrderedWork(engines(usable), System::nanoTime),
        slices);
  }

  /** Where that fails we make groups beside systemd's, which serves all that do without it. */
  private void haveSliceMade() throws IOException {
    if (slices instanceof Choice.Some some) {
      try {
        some.slices().makeTop(wanted());
      } catch (IOException e) {
        slices = new Choice.None(String.valueOf(e.getMessage()));
      }
    }
  }

  private Group wanted() throws IOException {
    return new Group(
        Controllers.in(mounts), slices instanceof Choice.Some ? Group.sliceOf(name) : name);
  }

  /** Where we may make none at the top, but were given a group of our own. */
  private Optional<Group> delegatedGroup() {
    Path unified = mounts.unified();
    try {
      Optional<Delegation> delegation =
          unified == null ? Optional.empty() : Delegation.of(unified, Path.of("/proc/self/cgroup"));
      if (delegation.isEmpty()) {
        return Optional.empty();
      }
      Group group = madeIn(delegation.get());
      missing.add(
          "attempts yield only to what runs in the worker's own cgroup /%s; run the worker as root"
                  .formatted(delegation.get().path())
              + " to make them yield to the whole device");
      return Optional.of(group);
    } catch (IOException e) {
      missing.add(
          "the worker's own cgroup cannot be used (%s); start it alone in one, as".formatted(e)
              + " systemd-run --user -p Delegate=yes does");
      return Optional.empty();
    }
  }

  private Group madeIn(Delegation delegation) throws IOException {
    Group group = delegation.inside(name);
    try {
      make(group);
    } catch (IOException e) {
      missing.add(
          "no limits in the worker's own cgroup /%s (%s); start it alone in one, as"
                  .formatted(delegation.path(), e)
              + " systemd-run --user -p Delegate=yes does");
      group = delegation.withoutLimits(name);
      make(group);
    }
    return group;
  }

  private EngineGroups engines(Group usable) {
    return new EngineGroups(
        Path.of("/proc"), usable.unit(), mounts.nested() ? null : usable.controllers().cpuTime());
  }

  /** Without the hierarchies in which we may not make it. */
  Group usableGroup() throws IOException {
    Group wanted = wanted();
    Group usable = wanted;
    for (Hierarchy hierarchy : wanted.controllers().all()) {
      try {
        makeIn(usable, hierarchy);
      } catch (IOException e) {
        missing.add(
            "no right to make cgroup %s (%s); run the worker as root"
                .formatted(wanted.in(hierarchy), e));
        usable = usable.withOnly(usable.controllers().without(hierarchy));
      }
    }
    return usable;
  }

  static void make(Group group) throws IOException {
    for (Hierarchy hierarchy : group.controllers().all()) {
      makeIn(group, hierarchy);
    }
  }

  private static void makeIn(Group group, Hierarchy hierarchy) throws IOException {
    Path directory = group.in(hierarchy);
    if (hierarchy.unified()) {
      handDown(group.controllers(), hierarchy, directory.resolveSibling(""));
    }
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory);
    }
    if (!Files.isWritable(directory.resolve("cgroup.procs"))) {
      throw new IOException("it is there but belongs to somebody else");
    }
  }

  /** A controller of version 2 works in a group only if the group above hands it down. */
  private static void handDown(Controllers controllers, Hierarchy unified, Path parent)
      throws IOException {
    Knobs above = new Knobs(parent);
    List<String> there = List.of(above.read("cgroup.subtree_control").split(" ", -1));
    for (String controller : servedBy(controllers, unified)) {
      if (!there.contains(controller)) {
        above.write("cgroup.subtree_control", "+" + controller);
      }
    }
  }

  private static List<String> servedBy(Controllers controllers, Hierarchy unified) {
    List<String> served = new ArrayList<>();
    if (unified.equals(controllers.cpu())) {
      served.add("cpu");
    }
    if (unified.equals(controllers.memory())) {
      served.add("memory");
    }
    if (unified.equals(controllers.processes())) {
      served.add("pids");
    }
    if (unified.equals(controllers.io())) {
      served.add("io");
    }
    return served;
  }

  private void tellAbsent(Controllers controllers) {
    if (controllers.freezer() == null) {
      missing.add("no freezer: attempts cannot be stopped in one stroke");
    }
    if (controllers.cpu() == null) {
      missing.add("no CPU controller: attempts cannot be made to yield, nor their CPU use limited");
    }
    if (controllers.cpuTime() == null) {
      missing.add("no CPU accounting: the attempts' own load cannot be told from the owner's");
    }
    if (controllers.memory() == null) {
      missing.add(
          "no memory controller: attempts can outgrow their memory limit; on a Raspberry Pi add"
              + " cgroup_enable=memory to the kernel's command line");
    }
    if (controllers.processes() == null) {
      missing.add("no pids controller: attempts can start processes without limit");
    }
  }

  /**
   * @return what the kernel does not give for it, in words
   */
  static List<String> yieldToEverybody(Group top) {
    List<String> missing = new ArrayList<>();
    try {
      var cpu = top.cpu();
      if (cpu.isPresent() && !cpu.get().yieldToEverybody()) {
        missing.add(
            "no idle class for groups (Linux before 5.15): attempts have the lowest weight");
      }
    } catch (IOException e) {
      missing.add("attempts could not be made to yield the CPU: " + e);
    }
    try {
      var io = top.io();
      if (io.isEmpty() || !io.get().yieldToEverybody()) {
        missing.add("no weights for disks: attempts compete for them like everybody");
      }
    } catch (IOException e) {
      missing.add("attempts could not be made to yield the disks: " + e);
    }
    return missing;
  }
}
