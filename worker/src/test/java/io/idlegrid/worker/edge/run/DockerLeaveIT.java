package io.idlegrid.worker.edge.run;

import io.idlegrid.worker.Needs;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.domain.run.EngineProbe;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.TestGroups;
import io.idlegrid.worker.edge.engine.UnitUser;
import io.idlegrid.worker.edge.engine.docker.DockerConfig;
import io.idlegrid.worker.edge.engine.docker.DockerEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;

@Tag("docker")
class DockerLeaveIT extends LeaveContract {

  @Override
  AttemptGroups groups() throws IOException {
    return TestGroups.open();
  }

  @Override
  Engine engine(Path folder, AttemptGroups groups) throws IOException {
    DockerEngine engine =
        new DockerEngine(
            new DockerConfig(
                DockerConfig.DEFAULT_HOST,
                folder.resolve("engine"),
                UnitUser.NOBODY_ELSE,
                DockerConfig.companionOf(
                    Path.of(System.getProperty("java.home")),
                    List.of(),
                    System.getProperty("java.class.path")),
                Duration.ofSeconds(10)),
            groups,
            () -> true);
    EngineProbe probe = engine.probe();
    Needs.that(probe.usable() && groups.works(), "a Docker engine with a freezer: " + probe);
    return engine;
  }
}
