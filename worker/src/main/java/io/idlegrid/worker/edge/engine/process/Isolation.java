package io.idlegrid.worker.edge.engine.process;

import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitView;
import io.idlegrid.worker.edge.cgroup.AttemptGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far a unit's processes are kept apart from the owner's. */
interface Isolation {

  String version();

  /** What it does not keep apart, in words. */
  List<String> weaknesses();

  UnitView view(UnitFolders folders);

  /** Where the launcher stands; the folder of the unit unless the sandbox changes there itself. */
  Path directory(UnitFolders folders);

  /** Lays out what the unit needs to see its folders as promised. */
  Layout lay(RunPlan plan) throws EngineException, IOException;

  List<String> command(RunPlan plan, @Nullable AttemptGroup group) throws IOException;

  /** Whether the launcher's report says if the command ever ran. */
  boolean reports();

  /** What was laid out, to be taken away again. */
  interface Layout {
    void remove() throws IOException;
  }
}
