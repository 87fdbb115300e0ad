package io.idlegrid.worker.edge.cgroup;

import io.idlegrid.worker.domain.availability.OwnCpu;
import io.idlegrid.worker.domain.availability.Protection;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.AttemptsBrake;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.UnitLimits;
import io.idlegrid.worker.edge.cgroup.Slices.Choice;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The top-level group of all attempts, never of the agent, which must stay awake. At the top,
 * because a group inside another is idle only among its siblings.
 */
public final class AttemptGroups implements AttemptsBrake {

  private static final Logger LOG = LoggerFactory.getLogger(AttemptGroups.class);
  private static final Pattern STALLED = Pattern.compile("(?m)^some .*total=(\\d+)$");

  private final Group group;
  private final GroupStopper stopper;
  private final List<String> missing;
  private final @Nullable Path cpuset;
  private final boolean isNested;
  private final OrderedWork ordered;
  private final Choice slices;
  private final LegacyCeiling ceiling = new LegacyCeiling();
  private final Set<String> inUse = ConcurrentHashMap.newKeySet();
  private @Nullable UnitLimits limits;
  private @Nullable Double cores;
  private volatile boolean isFrozen;
  private boolean isClosed;

  /** Something done to the group, or asked of it. */
  @FunctionalInterface
  private interface Act<T> {
    T done() throws IOException;
  }

  /**
   * @param cpuset where version 1 has that controller mounted
   * @param isNested whether even the top group is only one inside another
   * @param slices who makes the groups, if not we ourselves
   */
  AttemptGroups(
      Group group,
      List<String> missing,
      @Nullable Path cpuset,
      boolean isNested,
      OrderedWork ordered,
      Choice slices) {
    this.ordered = ordered;
    this.slices = slices;
    this.isNested = isNested;
    this.group = group;
    this.cpuset = cpuset;
    this.stopper = new GroupStopper(group);
    this.missing = List.copyOf(missing);
  }

  /**
   * Makes the group, or takes it over from an agent that ended.
   *
   * @param name of the group; two agents on one device need two
   */
  public static AttemptGroups open(CgroupMounts mounts, String name) throws IOException {
    return new TopGroup(mounts, name).open();
  }

  /** What the kernel or our rights do not give here, in words. */
  public List<String> missing() {
    return missing;
  }

  /** Whether groups can be made at all. */
  public boolean isUsable() {
    return !group.controllers().all().isEmpty();
  }

  public boolean limitsMemory() {
    return group.memory().isPresent();
  }

  public boolean limitsCpu() {
    return group.cpu().isPresent();
  }

  public boolean limitsProcesses() {
    return group.processes().isPresent();
  }

  /** What the kernel holds attempts back from; inside another group they yield to nobody else. */
  public Protection protection() {
    return new Protection(limitsCpu() && !isNested, limitsMemory(), limitsProcesses());
  }

  public boolean measuresCpu() {
    return group.cpuTime().isPresent();
  }

  /**
   * Memory that attempts take now; 0 where the kernel does not tell, so it counts as the owner's.
   */
  public long memoryUsed() {
    try {
      return group.memory().isPresent() ? group.memory().get().used() : 0;
    } catch (IOException e) {
      LOG.debug("the memory of attempts cannot be read", e);
      return 0;
    }
  }

  /** Marks what belongs to this agent, beside the groups too. */
  public String name() {
    return Group.nameOf(group.path());
  }

  /** Why an engine that leaves its groups to systemd cannot put them into ours, if so. */
  public Optional<String> whyNoSlices() {
    return slices instanceof Choice.None none ? Optional.of(none.reason()) : Optional.empty();
  }

  /** Path of the top-level group, for engines that make the groups of attempts themselves. */
  public String path() {
    return "/" + group.path();
  }

  public AttemptGroup make(AttemptName attempt, UnitLimits limits) throws EngineException {
    Group child = group.child(attempt.value());
    if (!inUse.add(attempt.value())) {
      throw new EngineException("attempt " + attempt + " has a cgroup already; it is not over yet");
    }
    try {
      inGroup(
          () -> {
            if (slices instanceof Choice.Some some) {
              some.slices().make(child, limits);
            }
            TopGroup.make(child);
            return child;
          });
      AttemptGroup made = new AttemptGroup(attempt, child, cpuset, () -> removed(attempt, child));
      made.limit(limits);
      return made;
    } catch (IOException e) {
      inUse.remove(attempt.value());
      throw new EngineException(
          "could not make cgroup /" + child.path() + " for attempt " + attempt + ": " + e, e);
    }
  }

  private void removed(AttemptName attempt, Group child) {
    endSlice(child);
    inUse.remove(attempt.value());
  }

  /** Once nothing is in it any more. What systemd then still keeps of it is a name. */
  private void endSlice(Group ended) {
    try {
      if (slices instanceof Choice.Some some) {
        some.slices().end(ended);
      }
    } catch (IOException e) {
      LOG.warn("systemd still keeps {}: {}", ended.unit(), e.getMessage());
    }
  }

  /** The group of an attempt that somebody else made. */
  public Optional<AttemptGroup> find(AttemptName attempt) {
    Group child = group.child(attempt.value());
    return child.exists()
        ? Optional.of(new AttemptGroup(attempt, child, cpuset, () -> {}))
        : Optional.empty();
  }

  /** Ceiling for all attempts together. */
  public synchronized void limitAll(UnitLimits newLimits) throws EngineException {
    limits = newLimits;
    try {
      inGroup(
          () -> {
            tellLimits(newLimits);
            limitTop(newLimits);
            return newLimits;
          });
    } catch (IOException e) {
      throw new EngineException("could not limit cgroup " + path() + ": " + e, e);
    }
  }

  private void tellLimits(UnitLimits newLimits) throws IOException {
    if (slices instanceof Choice.Some some) {
      some.slices().limit(group, newLimits);
    }
  }

  private void limitTop(UnitLimits newLimits) throws IOException {
    new AttemptGroup(new AttemptName("all"), group, null, () -> {}).limit(newLimits);
  }

  /**
   * Ceiling of CPU for all attempts together, at most what {@link #limitAll} says; without that
   * controller nothing happens.
   */
  public synchronized void limitCpu(double newCores) throws EngineException {
    cores = newCores;
    try {
      inGroup(
          () -> {
            limitTopCpu(newCores);
            return newCores;
          });
    } catch (IOException e) {
      throw new EngineException("could not limit the CPU of cgroup " + path() + ": " + e, e);
    }
  }

  private void limitTopCpu(double newCores) throws IOException {
    Controllers.Hierarchy hierarchy = group.controllers().cpu();
    if (hierarchy != null && hierarchy.unified()) {
      new CpuControl(new Knobs(group.in(hierarchy)), true).limit(newCores);
    } else if (hierarchy != null) {
      ceiling.apply(group.in(hierarchy), newCores);
    }
  }

  /** Processes of all attempts. */
  public Set<Long> members() throws IOException {
    return group.members();
  }

  /** What all attempts used since the group was made; nothing where the kernel does not tell. */
  public OwnCpu used() throws IOException {
    var meter = group.cpuTime();
    return meter.isPresent() ? inGroup(meter.get()::used) : OwnCpu.NONE;
  }

  /** The same, as exact as the kernel knows it, which need not be comparable with ticks. */
  public Duration usedExactly() throws IOException {
    var meter = group.cpuTime();
    return meter.isPresent() ? inGroup(meter.get()::total) : Duration.ZERO;
  }

  /** What the engine of the attempts works in groups that are not theirs. */
  public OrderedWork ordered() {
    return ordered;
  }

  /** Microseconds in which some attempt waited for a disk; empty where the kernel does not tell. */
  public OptionalLong diskWaitMicros() throws IOException {
    for (Path directory : group.directories()) {
      Knobs knobs = new Knobs(directory);
      if (knobs.has("io.pressure")) {
        Matcher some = STALLED.matcher(knobs.read("io.pressure"));
        return some.find() ? OptionalLong.of(Long.parseLong(some.group(1))) : OptionalLong.empty();
      }
    }
    return OptionalLong.empty();
  }

  @Override
  public boolean works() {
    return group.freezer().isPresent();
  }

  @Override
  public void freezeAll() throws EngineException {
    order(true);
  }

  @Override
  public void thawAll() throws EngineException {
    order(false);
  }

  private void order(boolean frozen) throws EngineException {
    isFrozen = frozen;
    try {
      ask(frozen);
    } catch (EngineException e) {
      if (!makeAnew(e)) {
        throw e;
      }
    }
  }

  private void ask(boolean frozen) throws EngineException {
    if (frozen) {
      stopper.freeze();
    } else {
      stopper.thaw();
    }
  }

  private <T> T inGroup(Act<T> act) throws IOException {
    try {
      return act.done();
    } catch (NoSuchFileException e) {
      if (!makeAnew(e)) {
        throw e;
      }
      return act.done();
    }
  }

  /**
   * At rest anybody with the right may remove the group; without it nothing could be measured,
   * stopped or started until the worker starts again. What stood still in it stands still again.
   *
   * @param failure by which that showed
   * @return whether it was gone and is there again
   */
  private synchronized boolean makeAnew(Exception failure) {
    if (isClosed || group.isWhole()) {
      return false;
    }
    try {
      if (slices instanceof Choice.Some some) {
        some.slices().makeTop(group);
      }
      TopGroup.make(group);
      TopGroup.yieldToEverybody(group).forEach(LOG::debug);
      if (limits != null) {
        tellLimits(limits);
        limitTop(limits);
      }
      if (cores != null) {
        limitTopCpu(cores);
      }
      if (works()) {
        ask(isFrozen);
      }
      LOG.warn("somebody removed cgroup {}, in which attempts run; it was made anew", path());
      return true;
    } catch (IOException | EngineException e) {
      failure.addSuppressed(e);
      return false;
    }
  }

  /**
   * Kills and removes the groups that this object did not make: an agent that crashed left them
   * behind. Thaws all attempts, since that agent may have frozen them.
   *
   * @return one sentence for each group
   */
  public List<String> removeStale() {
    List<String> told = new ArrayList<>();
    try {
      if (works() && group.exists()) {
        thawAll();
      }
      for (String name : group.childNames()) {
        if (!inUse.contains(name)) {
          told.add(removed(name));
        }
      }
    } catch (EngineException | IOException e) {
      told.add("left-behind cgroups were not looked for: " + e.getMessage());
    }
    return told;
  }

  /** Removes the top-level group if no attempt is left in it. */
  public synchronized void close() throws EngineException {
    isClosed = true;
    try {
      if (group.members().isEmpty() && group.childNames().isEmpty()) {
        stopper.remove();
        endSlice(group);
      }
    } catch (IOException e) {
      throw new EngineException("could not remove cgroup " + path() + ": " + e, e);
    }
  }

  private String removed(String name) {
    Group stale = group.child(name);
    try {
      new GroupStopper(stale).remove();
      endSlice(stale);
      return "removed cgroup /" + stale.path() + ", left behind by an agent that ended";
    } catch (EngineException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
