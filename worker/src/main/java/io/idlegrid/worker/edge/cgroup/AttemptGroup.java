package io.idlegrid.worker.edge.cgroup;

import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.UnitLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The group of one attempt. What the kernel lacks is left out; the top-level group tells what. */
public final class AttemptGroup {

  private final AttemptName name;
  private final Group group;
  private final GroupStopper stopper;
  private final @Nullable Path cpuset;
  private final Runnable onRemoved;

  AttemptGroup(AttemptName name, Group group, @Nullable Path cpuset, Runnable onRemoved) {
    this.name = name;
    this.cpuset = cpuset;
    this.onRemoved = onRemoved;
    this.group = group;
    this.stopper = new GroupStopper(group);
  }

  public AttemptName name() {
    return name;
  }

  /** Below the mount points. */
  public String path() {
    return "/" + group.path();
  }

  /**
   * What an engine names as the parent of the groups it makes itself.
   *
   * @param bySystemd whether it has systemd make them, to which a group is known by its name
   */
  public String asParent(boolean bySystemd) {
    return bySystemd ? group.unit() : path();
  }

  /**
   * Whether a process lives outside of it.
   *
   * @return false also for one that has ended, of which the kernel may keep the number only
   */
  public boolean lacks(long pid) throws EngineException {
    return !members().contains(pid)
        && ProcessHandle.of(pid).flatMap(each -> each.info().command()).isPresent();
  }

  /**
   * What a program in a sandbox has to see to find its limits: its own group, by mount point.
   *
   * @return directory by the path where it has to appear
   */
  public Map<Path, Path> views() {
    Map<Path, Path> views = new TreeMap<>();
    if (cpuset != null) {
      // Java looks for limits only where this one is mounted too, though we do not use it.
      views.put(cpuset, cpuset);
    }
    group.controllers().all().forEach(each -> views.put(each.mount(), group.in(each)));
    return views;
  }

  /** A process joins by writing its id into each of these. */
  public List<Path> joinFiles() {
    return group.directories().stream().map(each -> each.resolve("cgroup.procs")).toList();
  }

  public boolean canFreeze() {
    return group.freezer().isPresent();
  }

  void limit(UnitLimits limits) throws IOException {
    var cpu = group.cpu();
    if (cpu.isPresent()) {
      cpu.get().limit(limits.cpuCores());
    }
    var memory = group.memory();
    if (memory.isPresent()) {
      memory.get().limit(limits.memoryBytes());
    }
    var processes = group.processes();
    if (processes.isPresent()) {
      processes.get().limit(limits.processes());
    }
  }

  public void freeze() throws EngineException {
    stopper.freeze();
  }

  public void thaw() throws EngineException {
    stopper.thaw();
  }

  /** Ends every process, frozen or not; returns when none is left. */
  public void kill() throws EngineException {
    stopper.kill();
  }

  /** Processes in the group and in the groups that an engine made in it. */
  public Set<Long> members() throws EngineException {
    try {
      return group.members();
    } catch (IOException e) {
      throw failed("list the processes of", e);
    }
  }

  /** Processes that still count as the group's but that its freezer does not hold any more. */
  public Set<Long> strays() throws EngineException {
    try {
      Set<Long> strays = new LinkedHashSet<>(group.everywhere());
      strays.removeAll(group.members());
      return strays;
    } catch (IOException e) {
      throw failed("list the processes of", e);
    }
  }

  public Duration cpuTime() throws EngineException {
    var meter = group.cpuTime();
    try {
      return meter.isPresent() ? meter.get().total() : Duration.ZERO;
    } catch (IOException e) {
      throw failed("read the CPU time of", e);
    }
  }

  public OptionalLong peakMemory() throws EngineException {
    var memory = group.memory();
    try {
      return memory.isPresent() ? memory.get().peak() : OptionalLong.empty();
    } catch (IOException e) {
      throw failed("read the peak memory of", e);
    }
  }

  /** Whether it was at its memory limit at some time; it may have got by with less cache. */
  public boolean memoryLimitReached() throws EngineException {
    return memoryEvents().limitReached();
  }

  /** Processes that the kernel killed for want of memory, here or on the whole device. */
  public long memoryKills() throws EngineException {
    return memoryEvents().kills();
  }

  public boolean processLimitReached() throws EngineException {
    var processes = group.processes();
    try {
      return processes.isPresent() && processes.get().limitReached();
    } catch (IOException e) {
      throw failed("read the process count of", e);
    }
  }

  /** Kills what is in it and removes it. */
  public void remove() throws EngineException {
    stopper.remove();
    onRemoved.run();
  }

  private MemoryControl.Events memoryEvents() throws EngineException {
    var memory = group.memory();
    try {
      return memory.isPresent() ? memory.get().events() : new MemoryControl.Events(false, 0);
    } catch (IOException e) {
      throw failed("read the memory events of", e);
    }
  }

  private EngineException failed(String what, IOException cause) {
    String gone =
        group.directories().stream().allMatch(Files::exists) ? "" : " (somebody removed it)";
    return new EngineException(
        "could not " + what + " cgroup " + path() + gone + ": " + cause, cause);
  }
}
