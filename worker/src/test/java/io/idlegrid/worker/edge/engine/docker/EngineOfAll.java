package io.idlegrid.worker.edge.engine.docker;

import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.TestGroups;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One real engine for all tests of a class, with groups of its own. */
record EngineOfAll(String host, AttemptGroups groups, DockerEngine engine) {

  /** Skips the tests where there is no engine. */
  static EngineOfAll open(String host, Path folder) throws IOException {
    AttemptGroups groups = TestGroups.open();
    return new EngineOfAll(
        host, groups, RealDocker.engine(host, folder, groups, Duration.ofSeconds(10)));
  }

  /** Names of the containers that are left. */
  List<String> containers() {
    return RealDocker.containersOf(host, groups.name());
  }

  void close() throws Exception {
    engine.close();
    groups.close();
  }
}
