package io.idlegrid.worker.edge.engine.process;

import io.idlegrid.worker.Needs;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.TestGroups;
import io.idlegrid.worker.edge.engine.LimitingEngineContract;
import io.idlegrid.worker.edge.engine.UnitUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;

/** Without a sandbox, but with control groups. */
@Tag("cgroup")
class PlainEngineIT extends LimitingEngineContract {

  @Override
  protected AttemptGroups groups() throws IOException {
    return TestGroups.open();
  }

  @Override
  protected Engine engine(AttemptGroups groups) throws IOException {
    Needs.that(
        groups.works() && groups.limitsMemory() && groups.limitsProcesses(),
        "real control groups: " + groups.missing());
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new ProcessEngine(
        new ProcessConfig(
            folder.resolve("engine"),
            "bwrap-that-is-not-there",
            UnitUser.NOBODY_ELSE,
            ProcessConfig.Plain.AS_UNIT_USER,
            false),
        groups);
  }
}
