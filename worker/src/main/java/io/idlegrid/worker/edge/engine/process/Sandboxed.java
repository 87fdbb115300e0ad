package io.idlegrid.worker.edge.engine.process;

import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitView;
import io.idlegrid.worker.edge.cgroup.AttemptGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** In namespaces made by bubblewrap. */
record Sandboxed(Sandbox sandbox, String version) implements Isolation {

  @Override
  public List<String> weaknesses() {
    List<String> weak = new ArrayList<>();
    weak.add(
        "a unit that may use the network shares that of the device, with what listens on localhost");
    if (sandbox.user().changed()) {
      weak.add("a unit may make user namespaces of its own, which widens its view of the kernel");
    }
    return weak;
  }

  @Override
  public UnitView view(UnitFolders folders) {
    return UnitView.SANDBOX;
  }

  @Override
  public Path directory(UnitFolders folders) {
    return Path.of("/");
  }

  @Override
  public Layout lay(RunPlan plan) {
    return () -> {};
  }

  @Override
  public List<String> command(RunPlan plan, @Nullable AttemptGroup group) throws IOException {
    return sandbox.of(plan, group == null ? Map.of() : group.views());
  }

  @Override
  public boolean reports() {
    return true;
  }
}
