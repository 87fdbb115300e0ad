package io.idlegrid.worker.edge.engine.process;

import io.idlegrid.worker.Needs;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.CgroupMounts;
import io.idlegrid.worker.edge.engine.EngineContract;
import io.idlegrid.worker.edge.engine.UnitUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** With neither a sandbox nor control groups: what is left where nothing may be set up. */
class SignalledEngineIT extends EngineContract {

  @Override
  protected AttemptGroups groups() throws IOException {
    return AttemptGroups.open(
        new CgroupMounts(Map.of(), null, false), "idlegrid-test-" + ProcessHandle.current().pid());
  }

  @Override
  protected Engine engine(AttemptGroups groups) throws IOException {
    Needs.that(Files.exists(Path.of("/proc/self/environ")), "a Linux kernel");
    return new ProcessEngine(
        new ProcessConfig(
            folder.resolve("engine"),
            "bwrap-that-is-not-there",
            UnitUser.NOBODY_ELSE,
            ProcessConfig.Plain.AS_AGENT,
            true),
        groups);
  }
}
