package io.idlegrid.worker.edge.engine;

import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.Start;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The folders of a plan as mounts. */
public final class PlanFolders {

  private PlanFolders() {}

  /**
   * @return what is shown read-only, by the path under which a sandboxed unit sees it
   */
  public static Map<String, Path> readOnly(RunPlan plan) {
    UnitFolders folders = plan.folders();
    UnitView view = UnitView.SANDBOX;
    Map<String, Path> mounts = new TreeMap<>();
    if (folders.code() != null) {
      mounts.put(view.code(), folders.code());
    }
    if (folders.input() != null) {
      mounts.put(view.input(), folders.input());
    }
    folders.artifacts().forEach((role, path) -> mounts.put(view.artifact(role), path));
    plan.readOnlyFolders().forEach(folder -> mounts.put(folder.toString(), folder));
    return mounts;
  }

  /** An engine would make a missing folder, or mount nothing, and the unit fail strangely. */
  public static Optional<Start.Refused> missing(RunPlan plan) {
    return Stream.concat(
            readOnly(plan).values().stream(),
            Stream.of(plan.folders().work(), plan.folders().checkpoint()))
        .filter(path -> !Files.exists(path))
        .findFirst()
        .map(
            path ->
                new Start.Refused(
                    Start.Reason.BAD_PLAN,
                    "folder " + path + " of attempt " + plan.attempt() + " does not exist",
                    "the worker lays out all folders before it starts a unit"));
  }
}
