package io.idlegrid.worker.edge.engine.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.TestGroups;
import io.idlegrid.worker.edge.engine.SandboxEngineContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The same contract over Podman's socket. */
@Tag("podman")
class PodmanEngineIT extends SandboxEngineContract {

  @TempDir static Path forAll;
  private static @Nullable RealPodman podman;
  private static @Nullable AttemptGroups groupsOfAll;
  private static @Nullable DockerEngine engineOfAll;

  @BeforeAll
  static void open() throws Exception {
    RealPodman started = RealPodman.start();
    podman = started;
    AttemptGroups groups = TestGroups.open();
    groupsOfAll = groups;
    engineOfAll = RealDocker.engine(started.host(), forAll, groups, Duration.ofSeconds(10));
  }

  @AfterAll
  static void close() throws Exception {
    if (engineOfAll != null) {
      engineOfAll.close();
    }
    if (podman != null) {
      podman.stop();
    }
    if (groupsOfAll != null) {
      groupsOfAll.close();
    }
  }

  @Override
  protected AttemptGroups groups() {
    return Objects.requireNonNull(groupsOfAll);
  }

  @Override
  protected Engine engine(AttemptGroups groups) {
    return Objects.requireNonNull(engineOfAll);
  }

  @Override
  protected void tearDown() {
    assertEquals(
        List.of(), RealDocker.containersOf(Objects.requireNonNull(podman).host(), groups.name()));
  }
}
