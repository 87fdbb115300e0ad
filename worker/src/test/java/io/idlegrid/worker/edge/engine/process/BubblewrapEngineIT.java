package io.idlegrid.worker.edge.engine.process;

import io.idlegrid.worker.Needs;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.domain.run.EngineProbe;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.TestGroups;
import io.idlegrid.worker.edge.engine.SandboxEngineContract;
import io.idlegrid.worker.edge.engine.UnitUser;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

@Tag("bubblewrap")
class BubblewrapEngineIT extends SandboxEngineContract {

  @Override
  protected AttemptGroups groups() throws IOException {
    return TestGroups.open();
  }

  @Override
  protected Engine engine(AttemptGroups groups) throws IOException {
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
    Needs.that(
        probe.usable() && groups.limitsMemory() && groups.limitsProcesses(),
        "bubblewrap with control groups: " + probe + groups.missing());
    return engine;
  }
}
