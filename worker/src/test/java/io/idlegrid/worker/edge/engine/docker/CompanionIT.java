package io.idlegrid.worker.edge.engine.docker;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.GrowingFile;
import io.idlegrid.worker.Patience;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.Ending;
import io.idlegrid.worker.domain.run.EngineProbe;
import io.idlegrid.worker.domain.run.Exit;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.RunningUnit;
import io.idlegrid.worker.domain.run.Start;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitLimits;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.TestGroups;
import io.idlegrid.worker.edge.engine.Recorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The coming and going of the JVM beside the agent. */
@Tag("docker")
class CompanionIT {

  @TempDir Path folder;
  private AttemptGroups groups;
  private DockerEngine engine;

  @BeforeEach
  void open() throws Exception {
    groups = TestGroups.open();
    engine =
        RealDocker.engine(DockerConfig.DEFAULT_HOST, folder, groups, RealDocker.SHORT_PATIENCE);
  }

  @AfterEach
  void leaveNothing() throws Exception {
    engine.close();
    groups.removeStale();
    groups.close();
    assertEquals(List.of(), RealDocker.containersOf(groups.name()));
  }

  @Test
  void aRestingAgentHasNoCompanion() throws Exception {
    RunningUnit unit = started("true");
    unit.exit().get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);

    unit.close();

    await().until(() -> !engine.hasCompanion());
  }

  @Test
  void aCompanionStaysWhileAContainerRunsThoughNothingIsAsked() throws Exception {
    RunningUnit unit = started("sleep 2; echo still here");

    Exit exit = unit.exit().get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);

    assertEquals(Ending.EXITED, exit.ending(), exit.detail());
    unit.close();
  }

  @Test
  void theNextQuestionBringsTheNextCompanion() {
    await().until(() -> !engine.hasCompanion());

    EngineProbe probe = engine.probe();

    assertTrue(probe.usable(), probe.toString());
  }

  @Test
  void aCompanionThatIsKilledTakesItsUnitsAlongAndTheNextStartWorks() throws Exception {
    RunningUnit unit = started("while :; do echo >> beat; sleep 0.05; done");
    GrowingFile.awaitGrowth(folder.resolve("a1/work/beat"), 0);

    companions().forEach(ProcessHandle::destroyForcibly);
    Exit exit = unit.exit().get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
    unit.close();

    assertEquals(Ending.LOST, exit.ending(), exit.detail());
    assertTrue(exit.detail().contains("companion is gone"), exit.detail());
    assertEquals(List.of(), RealDocker.containersOf(groups.name()));
    RunningUnit next = started("exit 5");
    assertEquals(
        5, next.exit().get(Patience.LONG.toSeconds(), TimeUnit.SECONDS).code().orElseThrow());
    next.close();
  }

  @Test
  void anEngineThatIsNotThereIsToldWithoutACompanion() throws Exception {
    DockerConfig nowhere =
        new DockerConfig(
            "unix:///nowhere/docker.sock",
            folder.resolve("engine"),
            65_530,
            List.of("/bin/false"),
            Duration.ofSeconds(1));

    try (DockerEngine absent = new DockerEngine(nowhere, groups, () -> true)) {
      EngineProbe probe = absent.probe();

      assertFalse(probe.usable());
      assertTrue(probe.obstacles().get(0).contains("apt-get install docker.io"));
      assertFalse(absent.hasCompanion());
    }
  }

  @Test
  void aCompanionThatCannotBeStartedIsToldByName() throws Exception {
    DockerConfig broken =
        new DockerConfig(
            DockerConfig.DEFAULT_HOST,
            folder.resolve("engine"),
            65_530,
            List.of("/nowhere/java"),
            Duration.ofSeconds(1));

    try (DockerEngine mute = new DockerEngine(broken, groups, () -> true)) {
      EngineProbe probe = mute.probe();

      assertTrue(probe.obstacles().get(0).contains("/nowhere/java"), probe.toString());
    }
  }

  private static List<ProcessHandle> companions() {
    return ProcessHandle.current()
        .children()
        .filter(process -> process.info().command().orElse("").endsWith("/java"))
        .toList();
  }

  private RunningUnit started(String script) throws IOException {
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
            List.of("sh", "-c", script),
            Map.of(),
            folders,
            new UnitLimits(1, 64 << 20, 64, 1 << 20),
            null,
            false,
            List.of());
    Start start = engine.start(plan, new Recorder());
    return assertInstanceOf(Start.Started.class, start, start.toString()).unit();
  }
}
