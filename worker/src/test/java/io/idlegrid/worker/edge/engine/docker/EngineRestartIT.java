package io.idlegrid.worker.edge.engine.docker;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.GrowingFile;
import io.idlegrid.worker.Needs;
import io.idlegrid.worker.Patience;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.Ending;
import io.idlegrid.worker.domain.run.Exit;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.RunningUnit;
import io.idlegrid.worker.domain.run.Start;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitLimits;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.TestGroups;
import io.idlegrid.worker.edge.engine.Recorder;
import io.idlegrid.worker.edge.engine.UnitUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine that is restarted under the agent. It is one of the test's own. */
@Tag("docker")
class EngineRestartIT {

  @TempDir Path folder;
  private AttemptGroups groups;
  private @Nullable Process daemon;
  private @Nullable DockerEngine engine;

  @BeforeEach
  void open() throws Exception {
    Needs.that(
        UnitUser.of(1).changed() && Files.isExecutable(Path.of("/usr/sbin/dockerd")),
        "root, and a Docker engine that can be restarted");
    groups = TestGroups.open();
    daemon = startDaemon();
    engine = RealDocker.engine(host(), folder, groups, Duration.ofSeconds(30));
  }

  @AfterEach
  void leaveNothing() throws Exception {
    if (engine != null) {
      engine.close();
    }
    if (daemon != null) {
      stop(daemon);
    }
    // An engine that was killed leaves its helpers behind.
    ProcessHandle.allProcesses()
        .filter(each -> each.info().commandLine().orElse("").contains(folder.toString()))
        .forEach(ProcessHandle::destroyForcibly);
    groups.removeStale();
    groups.close();
  }

  @Test
  void aUnitWhoseEngineStopsIsLostAndTheNextRunsOnceItIsBack() throws Exception {
    RunningUnit unit = started("while :; do echo >> beat; sleep 0.05; done");
    GrowingFile.awaitGrowth(folder.resolve("a1/work/beat"), 0);

    stop(daemon);
    daemon = startDaemon();
    Exit exit = unit.exit().get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
    unit.close();

    assertEquals(Ending.LOST, exit.ending(), exit.detail());
    assertTrue(exit.detail().contains("engine itself stopped"), exit.detail());
    RunningUnit next = started("exit 6");
    assertEquals(
        6, next.exit().get(Patience.LONG.toSeconds(), TimeUnit.SECONDS).code().orElseThrow());
    next.close();
  }

  @Test
  void aUnitWhoseEngineIsKilledCanBeStoppedAndEndedWithoutIt() throws Exception {
    RunningUnit unit = started("while :; do echo >> beat; sleep 0.05; done");
    Path beat = folder.resolve("a1/work/beat");
    GrowingFile.awaitGrowth(beat, 0);

    kill(daemon);
    unit.freeze();
    long still = GrowingFile.sizeAtRest(beat);
    unit.thaw();
    GrowingFile.awaitGrowth(beat, still);
    unit.kill();

    assertEquals(Set.of(), groups.members());
  }

  @Test
  void aFrozenUnitWhoseEngineIsKilledStandsStillAndIsLostOnceItMayGoOn() throws Exception {
    RunningUnit unit = started("while :; do echo >> beat; sleep 0.05; done");
    Path beat = folder.resolve("a1/work/beat");
    GrowingFile.awaitGrowth(beat, 0);
    unit.freeze();
    long still = GrowingFile.sizeAtRest(beat);

    kill(daemon);
    assertEquals(still, GrowingFile.sizeAfterAWhile(beat));
    daemon = startDaemon();
    assertEquals(still, GrowingFile.sizeAfterAWhile(beat), "nor does the new engine let it run");
    unit.thaw();
    Exit exit = unit.exit().get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);

    assertEquals(Ending.LOST, exit.ending(), exit.detail());
    assertEquals(Set.of(), groups.members());
    unit.close();
    assertEquals(List.of(), RealDocker.containersOf(host(), groups.name()));
    RunningUnit next = started("exit 6");
    assertEquals(
        6, next.exit().get(Patience.LONG.toSeconds(), TimeUnit.SECONDS).code().orElseThrow());
    next.close();
  }

  private static void kill(@Nullable Process daemon) throws InterruptedException {
    Objects.requireNonNull(daemon).destroyForcibly();
    daemon.waitFor();
  }

  private String host() {
    return "unix://" + folder.resolve("docker.sock");
  }

  /** After one that was killed, an engine fails once to start its containerd; try again. */
  private Process startDaemon() throws IOException {
    Process first = launchedDaemon();
    return first.isAlive() ? first : launchedDaemon();
  }

  private Process launchedDaemon() throws IOException {
    Process started =
        new ProcessBuilder(
                // Another network: a second daemon takes away the bridge of the first.
                "unshare",
                "--net",
                "--mount",
                "dockerd",
                "-H",
                host(),
                "--data-root",
                folder.resolve("data").toString(),
                "--exec-root",
                folder.resolve("exec").toString(),
                "--pidfile",
                folder.resolve("docker.pid").toString(),
                "--iptables=false",
                "--ip-masq=false")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    await()
        .ignoreExceptions()
        .until(() -> !started.isAlive() || RealDocker.client(host()).pingCmd().exec() == null);
    return started;
  }

  private static void stop(@Nullable Process daemon) throws InterruptedException {
    if (daemon != null) {
      daemon.destroy();
      daemon.waitFor(60, TimeUnit.SECONDS);
    }
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
    DockerEngine present = Objects.requireNonNull(engine);
    Start start = present.start(plan, new Recorder());
    return assertInstanceOf(Start.Started.class, start, start.toString()).unit();
  }
}
