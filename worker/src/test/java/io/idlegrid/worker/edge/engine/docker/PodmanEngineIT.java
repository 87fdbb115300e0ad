package io.idlegrid.worker.edge.engine.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.engine.SandboxEngineContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same contract over Podman's socket. */
@Tag("podman")
class PodmanEngineIT extends SandboxEngineContract {

  @TempDir static Path forAll;
  private static @Nullable RealPodman podman;
  private static @Nullable EngineOfAll engineOfAll;

  @BeforeAll
  static void open() throws Exception {
    RealPodman started = RealPodman.start();
    podman = started;
    engineOfAll = EngineOfAll.open(started.host(), forAll);
  }

  @AfterAll
  static void close() throws Exception {
    if (engineOfAll != null) {
      engineOfAll.close();
    }
    if (podman != null) {
      podman.stop();
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
  void whatAnImageAsksForOnDiskItGetsInMemory() throws Exception {
    String shell = Objects.requireNonNull(podman).importShell();
    RunPlan plain = plan(LIMITS, "/bin/sh", "-c", RealDocker.WHERE_IS_KEPT);

    ended(
        started(
            new RunPlan(
                plain.attempt(),
                plain.command(),
                Map.of(),
                plain.folders(),
                plain.limits(),
                shell,
                false,
                List.of())));

    assertEquals("kept in tmpfs\n", log.output(), log.error());
  }

  @Test
  void groupsOfServicesAreNotOfferedAsTheyWereNeverTriedHere() {
    assertEquals(Optional.empty(), engine.groups());
  }
}
