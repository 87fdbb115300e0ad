package io.idlegrid.worker.edge.engine.docker;

import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.CgroupMounts;
import io.idlegrid.worker.edge.cgroup.TestGroups;
import io.idlegrid.worker.edge.engine.EngineContract;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** An agent that may not use control groups itself: all goes through the engine. */
@Tag("docker")
class DockerWithoutGroupsIT extends EngineContract {

  @TempDir static Path forAll;
  private static @Nullable DockerEngine engineOfAll;
  private static @Nullable AttemptGroups noGroups;

  @BeforeAll
  static void open() throws Exception {
    String name = TestGroups.open().name();
    AttemptGroups none = AttemptGroups.open(new CgroupMounts(Map.of(), null, false), name);
    noGroups = none;
    engineOfAll = RealDocker.engine(forAll, none);
  }

  @AfterAll
  static void close() throws Exception {
    if (engineOfAll != null) {
      engineOfAll.close();
    }
    TestGroups.open().close();
  }

  @Override
  protected AttemptGroups groups() {
    return Objects.requireNonNull(noGroups);
  }

  @Override
  protected Engine engine(AttemptGroups groups) {
    return Objects.requireNonNull(engineOfAll);
  }

  @Override
  protected void tearDown() {}
}
