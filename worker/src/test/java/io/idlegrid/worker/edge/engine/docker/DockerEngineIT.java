package io.idlegrid.worker.edge.engine.docker;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.Ending;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.domain.run.Exit;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.RunningUnit;
import io.idlegrid.worker.domain.run.Start;
import io.idlegrid.worker.edge.cgroup.AttemptGroup;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.engine.SandboxEngineContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("docker")
class DockerEngineIT extends SandboxEngineContract {

  @TempDir static Path forAll;
  private static @Nullable EngineOfAll engineOfAll;
  private static String shell = "";

  @BeforeAll
  static void open() throws Exception {
    engineOfAll = EngineOfAll.open(DockerConfig.DEFAULT_HOST, forAll);
    shell = RealDocker.importShell();
  }

  @AfterAll
  static void close() throws Exception {
    if (engineOfAll != null) {
      engineOfAll.close();
      RealDocker.removeShell();
    }
  }

  @Override
  protected AttemptGroups groups() {
    return Objects.requireNonNull(engineOfAll).groups();
  }

  @Override
  protected Engine engine(AttemptGroups groups) {
    return Objects.requireNonNull(engineOfAll).engine();
  }

  @Override
  protected void tearDown() {
    assertEquals(List.of(), Objects.requireNonNull(engineOfAll).containers());
  }

  @Test
  void anImageThatIsNotThereIsRefusedByName() {
    Start start = engine.start(withImage("sha256:0123456789abcdef", "true"), log);

    Start.Refused refused = assertInstanceOf(Start.Refused.class, start);
    assertEquals(Start.Reason.NO_IMAGE, refused.reason());
    assertEquals("no image sha256:0123456789abcdef on this device", refused.text());
  }

  @Test
  void anImageBringsItsOwnRoot() throws Exception {
    Exit exit = ended(started(withImage(shell, "/bin/sh", "-c", "echo $0; cd /usr && echo usr")));

    assertEquals("/bin/sh\n", log.output(), log.error());
    assertEquals(2, exit.code().orElseThrow());
  }

  @Test
  void aUnitInAnImageGetsTheLowestPriorityToo() throws Exception {
    String nice =
        "f() { shift 18; echo $1; }; until [ $(f $(while read l; do echo $l; done < /proc/self/stat))"
            + " = 19 ]; do :; done; echo low";

    ended(started(withImage(shell, "/bin/sh", "-c", nice)));

    assertEquals("low\n", log.output(), log.error());
  }

  @Test
  void terminateReachesAUnitInAnImage() throws Exception {
    String script = "trap 'exit 85' TERM; echo ready; while :; do :; done";
    RunningUnit unit = started(withImage(shell, "/bin/sh", "-c", script));
    await().until(() -> log.output().contains("ready"));

    unit.terminate();

    assertEquals(85, ended(unit).code().orElseThrow());
  }

  @Test
  void theEngineKnowsAllLimits() throws Exception {
    started(script("sleep 60"));

    HostConfig host = RealDocker.inspect(groups.name() + "-a1").getHostConfig();

    AttemptGroup group = groups.find(new AttemptName("a1")).orElseThrow();
    assertEquals(group.asParent(RealDocker.isBySystemd()), host.getCgroupParent());
    assertEquals(LIMITS.memoryBytes() + 65_536, host.getMemory());
    assertEquals(host.getMemory(), host.getMemorySwap());
    assertEquals(200_000, host.getCpuQuota());
    assertEquals(64, host.getPidsLimit());
    assertEquals("none", host.getNetworkMode());
    assertEquals("none", host.getLogConfig().getType().getType());
    assertEquals(true, host.getReadonlyRootfs());
    assertTrue(List.of(Objects.requireNonNull(host.getCapDrop())).toString().contains("ALL"));
    assertEquals(List.of("no-new-privileges"), host.getSecurityOpts());
    assertEquals(1_000, host.getOomScoreAdj());
    assertNotNull(host.getTmpFs());
  }

  @Test
  void groupsOfServicesAreRun() {
    assertTrue(engine.groups().isPresent());
  }

  @Test
  void aContainerRemovedByHandIsNamed() throws Exception {
    RunningUnit unit = started(script("echo ready; sleep 60"));
    await().until(() -> log.output().contains("ready"));

    RealDocker.remove(groups.name() + "-a1");

    Exit exit = ended(unit);
    assertEquals(Ending.LOST, exit.ending(), exit.detail());
    assertTrue(exit.detail().contains("by somebody else"), exit.detail());
  }

  @Test
  void aContainerStoppedByHandIsNamed() throws Exception {
    RunningUnit unit = started(script("echo ready; sleep 60"));
    await().until(() -> log.output().contains("ready"));

    RealDocker.stop(groups.name() + "-a1");

    Exit exit = ended(unit);
    assertEquals(Ending.LOST, exit.ending(), exit.detail());
    assertTrue(exit.detail().contains("by somebody else"), exit.detail());
  }

  @Test
  void whatAnImageAsksForOnDiskItGetsInMemory() throws Exception {
    ended(started(withImage(shell, "/bin/sh", "-c", RealDocker.WHERE_IS_KEPT)));

    assertEquals("kept in tmpfs\n", log.output(), log.error());
  }

  @Test
  void theEngineDoesNotAskAnImageForItsHealth() throws Exception {
    started(withImage(shell, "/bin/sh", "-c", "while :; do :; done"));

    InspectContainerResponse made = RealDocker.inspect(groups.name() + "-a1");

    assertNull(made.getState().getHealth());
  }

  private RunPlan withImage(String image, String... command) {
    RunPlan plain = plan(LIMITS, command);
    return new RunPlan(
        plain.attempt(),
        plain.command(),
        Map.of(),
        plain.folders(),
        plain.limits(),
        image,
        false,
        List.of());
  }
}
