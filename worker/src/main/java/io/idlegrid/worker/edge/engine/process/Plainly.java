package io.idlegrid.worker.edge.engine.process;

import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitView;
import io.idlegrid.worker.edge.cgroup.AttemptGroup;
import io.idlegrid.worker.edge.engine.UnitUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** As ordinary processes that see what their user sees. */
record Plainly(UnitUser user) implements Isolation {

  @Override
  public String version() {
    return "plain";
  }

  @Override
  public List<String> weaknesses() {
    return List.of(
        "no sandbox: a unit sees the files and processes that "
            + (user.uid() == 0 ? "root" : "user " + user.uid())
            + " sees, and the network");
  }

  @Override
  public UnitView view(UnitFolders folders) {
    return new UnitView(rootOf(folders).toString());
  }

  @Override
  public Path directory(UnitFolders folders) {
    return Path.of(view(folders).work());
  }

  /** Links beside the working folder take the place of mounts. */
  @Override
  public Layout lay(RunPlan plan) throws EngineException, IOException {
    requireEnterable(plan.folders());
    List<Path> links = new ArrayList<>();
    Layout layout = () -> removeAll(links);
    try {
      for (Map.Entry<String, Path> each : seen(plan.folders()).entrySet()) {
        link(Path.of(each.getKey()), each.getValue(), links);
      }
      return layout;
    } catch (EngineException | IOException e) {
      layout.remove();
      throw e;
    }
  }

  @Override
  public List<String> command(RunPlan plan, @Nullable AttemptGroup group) {
    if (!user.changed()) {
      return plan.command();
    }
    List<String> args =
        new ArrayList<>(List.of("setpriv", "--reuid", "" + user.uid(), "--regid", "" + user.gid()));
    args.addAll(List.of("--clear-groups", "--no-new-privs", "--"));
    args.addAll(plan.command());
    return args;
  }

  @Override
  public boolean reports() {
    return false;
  }

  private Map<String, Path> seen(UnitFolders folders) {
    UnitView view = view(folders);
    Map<String, Path> seen = new TreeMap<>();
    seen.put(view.work(), folders.work());
    seen.put(view.checkpoint(), folders.checkpoint());
    if (folders.code() != null) {
      seen.put(view.code(), folders.code());
    }
    if (folders.input() != null) {
      seen.put(view.input(), folders.input());
    }
    folders.artifacts().forEach((role, path) -> seen.put(view.artifact(role), path));
    return seen;
  }

  private static void link(Path seen, Path target, List<Path> links)
      throws EngineException, IOException {
    if (Files.exists(seen)) {
      if (!Files.isSameFile(seen, target)) {
        throw new EngineException(
            seen
                + " is in the way of a link to "
                + target
                + "; the parent of a unit's working"
                + " folder must belong to the unit alone");
      }
      return;
    }
    Path parent = Objects.requireNonNull(seen.getParent());
    if (!Files.exists(parent)) {
      Files.createDirectory(parent);
      links.add(0, parent);
    }
    Files.createSymbolicLink(seen, target);
    links.add(0, seen);
  }

  private static void removeAll(List<Path> links) throws IOException {
    for (Path link : links) {
      Files.deleteIfExists(link);
    }
  }

  private void requireEnterable(UnitFolders folders) throws EngineException, IOException {
    if (!user.changed()) {
      return;
    }
    for (Path each = rootOf(folders).toRealPath(); each != null; each = each.getParent()) {
      int mode = (int) Files.getAttribute(each, "unix:mode");
      boolean everybodyEnters = (mode & 1) == 1;
      if (!everybodyEnters) {
        throw new EngineException(
            "user "
                + user.uid()
                + " of units cannot enter "
                + each
                + "; keep the worker's data"
                + " where everybody may enter (chmod o+x), or install bubblewrap");
      }
    }
  }

  private static Path rootOf(UnitFolders folders) {
    return Objects.requireNonNull(folders.work().getParent(), "checked by UnitFolders");
  }
}
