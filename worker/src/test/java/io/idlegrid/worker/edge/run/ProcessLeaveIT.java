package io.idlegrid.worker.edge.run;

import io.idlegrid.worker.Needs;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.domain.run.EngineProbe;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.TestGroups;
import io.idlegrid.worker.edge.engine.UnitUser;
import io.idlegrid.worker.edge.engine.process.ProcessConfig;
import io.idlegrid.worker.edge.engine.process.ProcessEngine;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

@Tag("bubblewrap")
class ProcessLeaveIT extends LeaveContract {

  @Override
  AttemptGroups groups() throws IOException {
    return TestGroups.open();
  }

  @Override
  Engine engine(Path folder, AttemptGroups groups) throws IOException {
    ProcessEngine engine =
        new ProcessEngine(
            new ProcessConfig(
                folder.resolve("engine"),
                "bwrap",
                UnitUser.NOBODY_ELSE,
                ProcessConfig.Plain.NEVER,
                false),
            groups);
    EngineProbe probe = engine.probe();
    Needs.that(probe.usable() && groups.works(), "bubblewrap with a freezer: " + probe);
    return engine;
  }
}
