package io.idlegrid.worker.edge.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.domain.availability.OwnCpu;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.UnitLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Version 2 against a tree of plain files: what is written where, and how answers are read. */
class UnifiedKnobsTest {

  private static final UnitLimits LIMITS = new UnitLimits(0.5, 64 << 20, 16, 1 << 20);

  @TempDir Path root;
  private Path top;
  private Path attempt;

  @BeforeEach
  void layOutTree() throws IOException {
    top = root.resolve("idlegrid");
    attempt = top.resolve("a1");
    lay(root, "cgroup.controllers", "cpuset cpu io memory pids");
    lay(root, "cgroup.subtree_control", "cpu pids");
    for (Path group : new Path[] {top, attempt}) {
      lay(group, "cgroup.procs", "");
      lay(group, "cgroup.subtree_control", "cpu io memory pids");
      lay(group, "cgroup.freeze", "0");
      lay(group, "cgroup.events", "populated 0\nfrozen 0\n");
      lay(group, "cpu.idle", "0");
      lay(group, "cpu.max", "max 100000");
      lay(group, "cpu.stat", "usage_usec 9000000\nuser_usec 7000000\nsystem_usec 2000000\n");
      lay(group, "memory.max", "max");
      lay(group, "memory.swap.max", "max");
      lay(group, "memory.oom.group", "0");
      lay(group, "memory.peak", "123456");
      lay(group, "memory.events", "low 0\nhigh 0\nmax 4\noom 2\noom_kill 1\n");
      lay(group, "pids.max", "max");
      lay(group, "pids.events", "max 0\n");
      lay(group, "io.weight", "default 100");
    }
  }

  @Test
  void theTopGroupYieldsAndHandsControllersDown() throws Exception {
    AttemptGroups groups = open();

    assertEquals("1", read(top, "cpu.idle"));
    assertEquals("default 1", read(top, "io.weight"));
    assertEquals("+io", read(root, "cgroup.subtree_control"));
    assertTrue(groups.missing().isEmpty(), groups.missing().toString());
  }

  @Test
  void attemptsAreLimited() throws Exception {
    open().make(new AttemptName("a1"), LIMITS);

    assertEquals("50000 100000", read(attempt, "cpu.max"));
    assertEquals("67108864", read(attempt, "memory.max"));
    assertEquals("0", read(attempt, "memory.swap.max"));
    assertEquals("1", read(attempt, "memory.oom.group"));
    assertEquals("16", read(attempt, "pids.max"));
  }

  @Test
  void usageAndEventsAreRead() throws Exception {
    AttemptGroups groups = open();
    AttemptGroup group = groups.make(new AttemptName("a1"), LIMITS);

    assertEquals(new OwnCpu(Duration.ofSeconds(9), Duration.ofSeconds(7)), groups.used());
    assertEquals(123456, group.peakMemory().orElseThrow());
    assertTrue(group.memoryLimitReached());
    assertEquals(1, group.memoryKills());
    assertFalse(group.processLimitReached());
  }

  @Test
  void theKernelsOwnCountOfNicedTimeWins() throws Exception {
    lay(top, "cpu.stat", "usage_usec 9000000\nuser_usec 7000000\nnice_usec 6000000\n");

    OwnCpu used = open().used();

    assertEquals(Duration.ofSeconds(6), used.niced());
  }

  @Test
  void aRefusedForkShowsInThePeakToo() throws Exception {
    AttemptGroup group = open().make(new AttemptName("a1"), LIMITS);
    lay(attempt, "pids.peak", "16");

    assertTrue(group.processLimitReached());
  }

  @Test
  void withoutCpuIdleTheLowestWeightServesAndThatIsTold() throws Exception {
    Files.delete(top.resolve("cpu.idle"));
    lay(top, "cpu.weight", "100");

    AttemptGroups groups = open();

    assertEquals("1", read(top, "cpu.weight"));
    assertTrue(groups.missing().toString().contains("lowest weight"));
  }

  @Test
  void aControllerThatIsSwitchedOffIsTold() throws Exception {
    lay(root, "cgroup.controllers", "cpuset cpu io pids");

    AttemptGroups groups = open();

    assertFalse(groups.limitsMemory());
    assertTrue(groups.missing().toString().contains("cgroup_enable=memory"));
  }

  @Test
  void withoutAnyHierarchyNothingIsUsableAndAllIsTold() throws Exception {
    AttemptGroups groups = AttemptGroups.open(new CgroupMounts(Map.of(), null, false), "idlegrid");

    assertFalse(groups.isUsable());
    assertFalse(groups.works());
    assertEquals(OwnCpu.NONE, groups.used());
    assertTrue(groups.missing().toString().contains("no freezer"));
  }

  private AttemptGroups open() throws IOException {
    return AttemptGroups.open(new CgroupMounts(Map.of(), root, false), "idlegrid");
  }

  private static void lay(Path group, String file, String content) throws IOException {
    Files.createDirectories(group);
    Files.writeString(group.resolve(file), content);
  }

  private static String read(Path group, String file) throws IOException {
    return Files.readString(group.resolve(file)).strip();
  }
}
