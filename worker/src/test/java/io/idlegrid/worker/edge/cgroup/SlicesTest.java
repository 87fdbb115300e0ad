package io.idlegrid.worker.edge.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.UnitLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd is asked to make, with files in place of its and the kernel's. */
class SlicesTest {

  private static final UnitLimits LIMITS = new UnitLimits(0.5, 64 << 20, 16, 1 << 20);

  @TempDir Path root;
  private final List<String> asked = new ArrayList<>();

  /** What it says against a command that has these words. */
  private final Map<String, String> objections = new HashMap<>();

  @BeforeEach
  void layOutTree() throws IOException {
    lay(root, "cgroup.controllers", "cpu io memory pids");
    lay(root, "cgroup.subtree_control", "cpu io memory pids");
  }

  @Test
  void theGroupOfAllIsASliceThatYieldsAndAttemptsAreSlicesInIt() throws Exception {
    AttemptGroups groups = open("idlegrid");

    AttemptGroup made = groups.make(new AttemptName("j1-7_2"), LIMITS);

    assertEquals(Optional.empty(), groups.whyNoSlices());
    assertEquals("idlegrid", groups.name());
    assertEquals("/idlegrid.slice", groups.path());
    assertEquals("/idlegrid.slice/idlegrid-j1.7_2.slice", made.path());
    assertEquals("idlegrid-j1.7_2.slice", made.asParent(true));
    assertEquals(made.path(), made.asParent(false));
    assertTrue(asked.get(0).contains("idlegrid.slice replace"), asked.get(0));
    assertTrue(asked.get(0).contains("CPUWeight t 0"), asked.get(0));
    assertEquals("1", read("idlegrid.slice", "cpu.idle"));
  }

  @Test
  void aNameWithDashesIsNoneOfASliceInsideAnother() throws Exception {
    AttemptGroups groups = open("idlegrid-bench-7");

    assertEquals("/idlegrid.bench.7.slice", groups.path());
    assertEquals("idlegrid-bench-7", groups.name());
  }

  @Test
  void systemdIsToldEveryLimitThatTheKernelIs() throws Exception {
    open("idlegrid").make(new AttemptName("a1"), LIMITS);

    String told = asked.get(asked.size() - 1);

    for (String limit :
        List.of(
            "CPUQuotaPerSecUSec t 500000",
            "MemoryMax t 67108864",
            "MemorySwapMax t 0",
            "TasksMax t 16")) {
      assertTrue(told.contains(limit), told);
    }
    assertEquals("50000 100000", read("idlegrid.slice/idlegrid-a1.slice", "cpu.max"));
    assertEquals("67108864", read("idlegrid.slice/idlegrid-a1.slice", "memory.max"));
    assertEquals("16", read("idlegrid.slice/idlegrid-a1.slice", "pids.max"));
  }

  @Test
  void theCeilingOfAllIsToldToo() throws Exception {
    open("idlegrid").limitAll(LIMITS);

    String told = asked.get(asked.size() - 1);

    assertTrue(told.contains("SetUnitProperties sba(sv) idlegrid.slice true"), told);
    assertTrue(told.contains("MemoryMax t 67108864"), told);
    assertEquals("67108864", read("idlegrid.slice", "memory.max"));
  }

  @Test
  void aSliceThatAnAgentLeftIsTakenOver() throws Exception {
    objections.put("StartTransientUnit", "Unit idlegrid.slice was already loaded");

    AttemptGroups groups = open("idlegrid");

    assertEquals(Optional.empty(), groups.whyNoSlices());
    assertTrue(asked.get(1).contains("SetUnitProperties"), asked.toString());
    assertTrue(asked.get(1).contains("CPUWeight t 0"), asked.toString());
    assertTrue(asked.get(2).contains("StartUnit ss idlegrid.slice replace"), asked.toString());
  }

  @Test
  void oneThatKnowsNoIdleClassGivesTheLowestWeight() throws Exception {
    objections.put("CPUWeight t 0", "Value specified in CPUWeight is out of range");

    AttemptGroups groups = open("idlegrid");

    assertEquals(Optional.empty(), groups.whyNoSlices());
    assertTrue(asked.get(1).contains("CPUWeight t 1"), asked.get(1));
    assertEquals("1", read("idlegrid.slice", "cpu.idle"));
  }

  @Test
  void oneThatMakesNoneLeavesThemToUsAndThatIsSaid() throws Exception {
    objections.put("busctl", "there is no bus");

    AttemptGroups groups = open("idlegrid");

    assertTrue(groups.whyNoSlices().orElseThrow().contains("there is no bus"));
    assertEquals("/idlegrid", groups.path());
  }

  private AttemptGroups open(String name) throws IOException {
    return new TopGroup(
            new CgroupMounts(Map.of(), root, false),
            name,
            new Slices.Choice.Some(new Slices(this::answer)))
        .open();
  }

  private Optional<String> answer(List<String> command) throws IOException {
    String said = String.join(" ", command);
    asked.add(said);
    for (Map.Entry<String, String> each : objections.entrySet()) {
      if (said.contains(each.getKey())) {
        return Optional.of(each.getValue());
      }
    }
    for (String word : command) {
      if (word.endsWith(".slice") && !command.contains("stop")) {
        layGroup(
            word.contains("-") ? root.resolve("idlegrid.slice").resolve(word) : root.resolve(word));
      }
    }
    return Optional.empty();
  }

  private static void layGroup(Path group) throws IOException {
    if (Files.isDirectory(group)) {
      return;
    }
    lay(group, "cgroup.procs", "");
    lay(group, "cgroup.subtree_control", "cpu io memory pids");
    lay(group, "cgroup.freeze", "0");
    lay(group, "cpu.idle", "0");
    lay(group, "cpu.max", "max 100000");
    lay(group, "memory.max", "max");
    lay(group, "pids.max", "max");
    lay(group, "io.weight", "default 100");
  }

  private static void lay(Path group, String file, String content) throws IOException {
    Files.createDirectories(group);
    Files.writeString(group.resolve(file), content);
  }

  private String read(String group, String file) throws IOException {
    return Files.readString(root.resolve(group).resolve(file)).strip();
  }
}
