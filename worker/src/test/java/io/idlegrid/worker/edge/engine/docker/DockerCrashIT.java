package io.idlegrid.worker.edge.engine.docker;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitLimits;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.CgroupMounts;
import io.idlegrid.worker.edge.engine.CrashingAgent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent killed with SIGKILL, and what becomes of its containers. */
@Tag("docker")
class DockerCrashIT {

  private static final String MARK = "idlegrid-crash-" + ProcessHandle.current().pid();

  @TempDir Path folder;
  private AttemptGroups groups;
  private DockerEngine next;

  @BeforeEach
  void open() throws Exception {
    groups = AttemptGroups.open(CgroupMounts.ofThisProcess(), MARK);
    next = RealDocker.engine(folder, groups);
  }

  @AfterEach
  void leaveNothing() throws Exception {
    next.removeLeftovers();
    next.close();
    groups.close();
    assertEquals(List.of(), RealDocker.containersOf(MARK));
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "freeze"})
  void theCompanionRemovesTheContainersOfAnAgentThatDied(String how) throws Exception {
    Process agent = CrashingAgent.start(DockerCrashIT.class, folder.toString(), MARK, how);
    assertEquals(1, RealDocker.containersOf(MARK).size());

    agent.destroyForcibly().waitFor();

    await().until(() -> RealDocker.containersOf(MARK).isEmpty());
  }

  @Test
  void theNextAgentRemovesWhatAgentAndCompanionLeft() throws Exception {
    Process agent = CrashingAgent.start(DockerCrashIT.class, folder.toString(), MARK, "freeze");
    List<ProcessHandle> companions = agent.descendants().toList();
    companions.forEach(ProcessHandle::destroyForcibly);
    agent.destroyForcibly().waitFor();

    List<String> told = next.removeLeftovers();

    assertTrue(told.toString().contains("removed cgroup"), told.toString());
    assertEquals(List.of(), RealDocker.containersOf(MARK), told.toString());
  }

  /** The agent that will be killed: folder, mark, and what to do. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    AttemptGroups groups = AttemptGroups.open(CgroupMounts.ofThisProcess(), args[1]);
    DockerEngine engine = RealDocker.engine(folder.resolve("crashing"), groups);
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
            new UnitLimits(1, 64 << 20, 64, 1 << 20),
            null,
            false,
            List.of());
    CrashingAgent.runUntilKilled(engine, plan, args[2].equals("freeze"));
  }
}
