package io.idlegrid.worker.edge.cgroup;

import static io.idlegrid.worker.GrowingFile.awaitGrowth;
import static io.idlegrid.worker.GrowingFile.sizeAfterAWhile;
import static io.idlegrid.worker.GrowingFile.sizeAtRest;
import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.Needs;
import io.idlegrid.worker.domain.availability.CpuTicks;
import io.idlegrid.worker.domain.availability.ExactCpu;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.UnitLimits;
import io.idlegrid.worker.edge.cgroup.OrderedWork.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What control groups do to real processes, whichever version serves them. */
@Tag("cgroup")
abstract class AttemptGroupsContract {

  static final UnitLimits LIMITS = new UnitLimits(1, 64 << 20, 16, 1 << 20);
  private static final CpuTicks NO_TICKS = new CpuTicks(0, 0, 0, 0, 0, 0, 0, 0);
  private static final AttemptName ATTEMPT = new AttemptName("a1");

  @TempDir Path folder;
  private final List<Process> started = new ArrayList<>();
  AttemptGroups groups;

  abstract CgroupMounts mounts() throws IOException;

  @BeforeEach
  void open() throws Exception {
    groups = TestGroups.open(mounts());
    Needs.that(groups.isUsable(), "real control groups: " + groups.missing());
  }

  @AfterEach
  void leaveNothing() throws Exception {
    started.forEach(Process::destroyForcibly);
    if (groups.isUsable()) {
      AttemptGroups.open(mounts(), groups.name()).removeStale();
      groups.close();
    }
  }

  @Test
  void frozenProcessesStandStillUntilThawed() throws Exception {
    AttemptGroup group = groups.make(ATTEMPT, LIMITS);
    Path counter = counting(group);

    group.freeze();
    long atFreeze = sizeAtRest(counter);
    long later = sizeAfterAWhile(counter);
    group.thaw();

    assertEquals(atFreeze, later);
    awaitGrowth(counter, later);
  }

  @Test
  void freezeAndThawMayBeRepeated() throws Exception {
    AttemptGroup group = groups.make(ATTEMPT, LIMITS);
    Path counter = counting(group);

    group.freeze();
    group.freeze();
    group.thaw();
    group.thaw();

    awaitGrowth(counter, Files.size(counter));
  }

  @Test
  void theBrakeStopsEveryAttempt() throws Exception {
    Path one = counting(groups.make(ATTEMPT, LIMITS));
    Path two = counting(groups.make(new AttemptName("a2"), LIMITS));

    groups.freezeAll();
    long before = sizeAtRest(one) + sizeAtRest(two);
    long later = sizeAfterAWhile(one) + Files.size(two);
    groups.thawAll();

    assertEquals(before, later);
    awaitGrowth(one, Files.size(one));
    awaitGrowth(two, Files.size(two));
  }

  @Test
  void theMeterMakesATopGroupAnewThatSomebodyRemoved() throws Exception {
    groups.limitAll(LIMITS);
    List<Path> tops = removeTop();

    groups.used();

    assertTrue(tops.stream().allMatch(Files::isDirectory), "made anew: " + tops);
    assertEquals(groups.limitsMemory() ? List.of("67108864") : List.of(), memoryLimits(tops));
    Path counter = counting(groups.make(ATTEMPT, LIMITS));
    groups.freezeAll();
    long before = sizeAtRest(counter);
    assertEquals(before, sizeAfterAWhile(counter));
    groups.thawAll();
  }

  @Test
  void theBrakeMakesATopGroupAnewThatSomebodyRemovedAndItStandsStill() throws Exception {
    removeTop();

    groups.freezeAll();

    removeTop();
    groups.used();
    AttemptGroup group = groups.make(ATTEMPT, LIMITS);
    Path counter = Files.writeString(folder.resolve("counter"), "");
    start(group, "while :; do echo >> " + counter + "; done");
    await().until(() -> !group.members().isEmpty());
    assertEquals(0, sizeAfterAWhile(counter), "made anew, but thawed");
    groups.thawAll();
    awaitGrowth(counter, 0);
  }

  @Test
  void anAttemptFrozenByItselfOutlastsTheBrake() throws Exception {
    AttemptGroup group = groups.make(ATTEMPT, LIMITS);
    Path counter = counting(group);
    groups.freezeAll();
    group.freeze();

    groups.thawAll();

    long before = sizeAtRest(counter);
    assertEquals(before, sizeAfterAWhile(counter));
  }

  @Test
  void killEndsFrozenProcesses() throws Exception {
    AttemptGroup group = groups.make(ATTEMPT, LIMITS);
    counting(group);
    group.freeze();

    group.kill();

    assertEquals(Set.of(), group.members());
  }

  @Test
  void killEndsProcessesUnderTheBrake() throws Exception {
    AttemptGroup group = groups.make(ATTEMPT, LIMITS);
    counting(group);
    Path other = counting(groups.make(new AttemptName("a2"), LIMITS));
    groups.freezeAll();
    long before = sizeAtRest(other);

    group.kill();

    assertEquals(Set.of(), group.members());
    assertEquals(before, sizeAfterAWhile(other));
  }

  @Test
  void removeLeavesNothing() throws Exception {
    AttemptGroup group = groups.make(ATTEMPT, LIMITS);
    counting(group);

    group.remove();

    assertTrue(group.joinFiles().stream().noneMatch(Files::exists));
  }

  @Test
  void aProcessElsewhereIsMissed() throws Exception {
    AttemptGroup group = groups.make(ATTEMPT, LIMITS);
    Process inside = start(group, "while :; do :; done");
    await().until(() -> group.members().contains(inside.pid()));

    assertFalse(group.lacks(inside.pid()));
    assertTrue(group.lacks(ProcessHandle.current().pid()));
    inside.destroyForcibly().waitFor();
    assertFalse(group.lacks(inside.pid()), "it is gone");
  }

  @Test
  void cpuTimeOfAttemptsIsCountedAndStaysWhenTheyAreGone() throws Exception {
    AttemptGroup group = groups.make(ATTEMPT, LIMITS);
    start(group, "while :; do :; done");

    await().until(() -> groups.used().total().compareTo(Duration.ofMillis(200)) > 0);
    assertTrue(group.cpuTime().compareTo(Duration.ofMillis(100)) > 0);
    group.remove();

    assertTrue(groups.used().total().compareTo(Duration.ofMillis(200)) > 0);
  }

  @Test
  void theDevicesTimeHoldsThatOfAttempts() throws Exception {
    SchedulerCpu exact = new SchedulerCpu(mounts(), groups::usedExactly);
    AttemptGroup group = groups.make(ATTEMPT, LIMITS);
    ExactCpu before = exact.read(NO_TICKS, 0).orElseThrow();
    start(group, "while :; do :; done");

    await().until(() -> groups.usedExactly().compareTo(Duration.ofMillis(200)) > 0);
    ExactCpu after = exact.read(NO_TICKS, 1).orElseThrow();

    Duration device = after.device().minus(before.device());
    Duration own = after.own().minus(before.own());
    assertTrue(device.compareTo(own) >= 0, device + " of which " + own + " are ours");
    assertTrue(own.compareTo(Duration.ofMillis(100)) > 0, () -> own.toString());
  }

  @Test
  void anEngineInAGroupOfItsOwnWorksForUsWhileAnOrderIsUnderWay() throws Exception {
    Group engine =
        new Group(Controllers.in(mounts()), "idlegrid-engine-" + ProcessHandle.current().pid());
    TopGroup.make(engine);
    AttemptGroup group = new AttemptGroup(ATTEMPT, engine, null, () -> {});
    Path dockerd = Files.copy(Path.of("/bin/sh").toRealPath(), folder.resolve("dockerd"));

    Process process = start(group, "exec " + dockerd + " -c \"while :; do :; done\"");
    Path name = Path.of("/proc", Long.toString(process.pid()), "comm");
    await().until(() -> Files.readString(name).strip().equals("dockerd"));

    groups.ordered().begun(Order.CONTAINER);

    await().until(() -> groups.ordered().used().compareTo(Duration.ofMillis(50)) > 0);
    group.remove();
  }

  @Test
  void leftBehindGroupsAreKilledAndRemoved() throws Exception {
    AttemptGroup stale = groups.make(ATTEMPT, LIMITS);
    counting(stale);
    AttemptGroups nextAgent = AttemptGroups.open(mounts(), groups.name());
    Path alive = counting(nextAgent.make(new AttemptName("a2"), LIMITS));
    groups.freezeAll();

    List<String> told = nextAgent.removeStale();

    assertEquals(
        List.of("removed cgroup " + stale.path() + ", left behind by an agent that ended"), told);
    awaitGrowth(alive, Files.size(alive));
  }

  @Test
  void theTopGroupStaysWhileAnAttemptIsInIt() throws Exception {
    AttemptGroup group = groups.make(ATTEMPT, LIMITS);

    groups.close();

    assertTrue(group.joinFiles().stream().allMatch(Files::exists));
    group.remove();
    groups.close();
    assertFalse(Files.exists(group.joinFiles().get(0).resolveSibling("..").normalize()));
  }

  /** As anybody with the right can while no attempt is there. */
  private List<Path> removeTop() throws Exception {
    AttemptGroup probe = groups.make(new AttemptName("probe"), LIMITS);
    List<Path> tops =
        probe.joinFiles().stream().map(join -> join.resolve("../..").normalize()).toList();
    probe.remove();
    for (Path top : tops) {
      Files.deleteIfExists(top);
    }
    return tops;
  }

  private static List<String> memoryLimits(List<Path> groups) throws IOException {
    List<String> limits = new ArrayList<>();
    for (Path group : groups) {
      for (String file : List.of("memory.limit_in_bytes", "memory.max")) {
        if (Files.exists(group.resolve(file))) {
          limits.add(Files.readString(group.resolve(file)).strip());
        }
      }
    }
    return limits;
  }

  /** A process that adds lines to a file as fast as it can. */
  private Path counting(AttemptGroup group) throws IOException {
    Path counter = folder.resolve(group.name() + ".count");
    Files.writeString(counter, "");
    start(group, "while :; do echo >> " + counter + "; done");
    awaitGrowth(counter, 0);
    return counter;
  }

  Process start(AttemptGroup group, String script) throws IOException {
    StringBuilder join = new StringBuilder();
    group.joinFiles().forEach(file -> join.append("echo $$ > ").append(file).append(" && "));
    Process process =
        new ProcessBuilder("sh", "-c", join + "exec sh -c '" + script + "'")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    started.add(process);
    return process;
  }
}
