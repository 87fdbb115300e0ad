package io.idlegrid.worker.edge.engine.process;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.Needs;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitLimits;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.CgroupMounts;
import io.idlegrid.worker.edge.engine.CrashingAgent;
import io.idlegrid.worker.edge.engine.UnitUser;
import io.idlegrid.worker.edge.engine.process.ProcessConfig.Plain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent killed with SIGKILL, and what the next one finds. */
@Tag("bubblewrap")
class ProcessEngineCrashIT {

  @TempDir Path folder;
  private AttemptGroups groups;

  @BeforeEach
  void open() throws Exception {
    groups = AttemptGroups.open(CgroupMounts.ofThisProcess(), groupName());
    Needs.that(groups.works(), "real control groups: " + groups.missing());
    try (ProcessEngine engine = engine(folder, groups, "bwrap")) {
      Needs.that(engine.probe().usable(), "bubblewrap: " + engine.probe());
    }
  }

  @AfterEach
  void leaveNothing() throws Exception {
    groups.removeStale();
    groups.close();
  }

  @Test
  void aSandboxedUnitEndsWithItsAgent() throws Exception {
    Process agent =
        CrashingAgent.start(ProcessEngineCrashIT.class, folder.toString(), groupName(), "run");
    Set<Long> members = members();
    assertTrue(members.size() > 1);

    agent.destroyForcibly().waitFor();

    await().until(() -> members().isEmpty());
  }

  @Test
  void theNextAgentRemovesAFrozenUnitOfACrashedOne() throws Exception {
    Process agent =
        CrashingAgent.start(ProcessEngineCrashIT.class, folder.toString(), groupName(), "freeze");
    agent.destroyForcibly().waitFor();

    List<String> told;
    try (ProcessEngine next = engine(folder, groups, "bwrap")) {
      told = next.removeLeftovers();
    }

    assertEquals(1, told.size(), told.toString());
    assertTrue(told.get(0).startsWith("removed cgroup"), told.toString());
    assertEquals(Set.of(), members());
  }

  @Test
  void theNextAgentKillsPlainProcessesOfACrashedOneByTheirMark() throws Exception {
    Process agent =
        CrashingAgent.start(ProcessEngineCrashIT.class, folder.toString(), groupName(), "plain");
    agent.destroyForcibly().waitFor();
    AttemptGroups none = AttemptGroups.open(noMounts(), groupName());

    List<String> told;
    try (ProcessEngine next = engine(folder, none, "no-such-bwrap")) {
      told = next.removeLeftovers();
    }

    assertTrue(told.get(0).startsWith("killed process"), told.toString());
    await().until(() -> new MarkedProcesses(groupName() + "/").find().isEmpty());
  }

  /** The agent that will be killed: folder, group name, and what to do. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    boolean plain = args[2].equals("plain");
    AttemptGroups groups =
        AttemptGroups.open(plain ? noMounts() : CgroupMounts.ofThisProcess(), args[1]);
    ProcessEngine engine = engine(folder, groups, plain ? "no-such-bwrap" : "bwrap");
    UnitFolders folders =
        new UnitFolders(
            null,
            Map.of(),
            null,
            Files.createDirectories(folder.resolve("a1/work")),
            Files.createDirectories(folder.resolve("a1/checkpoint")));
    RunPlan plan =
        new RunPlan(
            new AttemptName("a1"),
            List.of("sh", "-c", "while :; do echo >> beat; sleep 0.05; done"),
            Map.of(),
            folders,
            new UnitLimits(1, 64 << 20, 16, 1 << 20),
            null,
            false,
            List.of());
    CrashingAgent.runUntilKilled(engine, plan, args[2].equals("freeze"));
  }

  private static ProcessEngine engine(Path folder, AttemptGroups groups, String bubblewrap)
      throws Exception {
    return new ProcessEngine(
        new ProcessConfig(
            folder.resolve("engine"), bubblewrap, UnitUser.NOBODY_ELSE, Plain.AS_AGENT, true),
        groups);
  }

  private static CgroupMounts noMounts() {
    return new CgroupMounts(Map.of(), null, false);
  }

  private static String groupName() {
    return "idlegrid-crash-" + ProcessHandle.current().pid();
  }

  private static Set<Long> members() {
    return new MarkedProcesses(groupName() + "/").find();
  }
}
