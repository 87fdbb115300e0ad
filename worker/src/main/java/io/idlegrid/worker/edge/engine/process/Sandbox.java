package io.idlegrid.worker.edge.engine.process;

import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.UnitView;
import io.idlegrid.worker.edge.engine.Accounts;
import io.idlegrid.worker.edge.engine.HostPrograms;
import io.idlegrid.worker.edge.engine.PlanFolders;
import io.idlegrid.worker.edge.engine.UnitUser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The bubblewrap command that makes a unit's world. Written for bubblewrap 0.8. */
record Sandbox(String bubblewrap, UnitUser user, HostPrograms programs, Accounts accounts) {

  private static final long LITTLE = 1 << 20;

  /** Enough to become the unit user inside, and not to come back. */
  private static final List<String> TO_CHANGE_USER =
      List.of("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP");

  /** A world with nothing but programs, to find out whether worlds can be made here. */
  List<String> trial() throws IOException {
    return world(false, LITTLE)
        .add("--remount-ro", "/", "--")
        .addAll(asUser(List.of("true")))
        .toList();
  }

  /**
   * @param groups the attempt's groups by where they are to be seen, so that Java finds its limits
   */
  List<String> of(RunPlan plan, Map<Path, Path> groups) throws IOException {
    UnitView view = UnitView.SANDBOX;
    WorldArguments world = world(plan.network(), plan.limits().memoryBytes());
    world.add("--json-status-fd", "3");
    PlanFolders.readOnly(plan).forEach((seen, path) -> world.readOnly(path, seen));
    world.readWrite(plan.folders().work(), view.work());
    world.readWrite(plan.folders().checkpoint(), view.checkpoint());
    groups.forEach((seen, group) -> world.readOnly(group, seen.toString()));
    world.add("--remount-ro", "/", "--chdir", view.work(), "--");
    return world.addAll(asUser(plan.command())).toList();
  }

  private WorldArguments world(boolean network, long tmpBytes) throws IOException {
    WorldArguments world = new WorldArguments();
    world.add(bubblewrap, "--die-with-parent", "--new-session", "--hostname", "grid");
    world.add("--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try");
    world.addAll(network ? List.of() : List.of("--unshare-net")).addAll(privileges());
    for (Path path : programs.paths()) {
      world.asOnDevice(path);
    }
    for (Path path : network ? HostPrograms.networkSettings() : List.<Path>of()) {
      world.asOnDevice(path);
    }
    world.readOnly(accounts.passwd(), "/etc/passwd").readOnly(accounts.group(), "/etc/group");
    world.add("--proc", "/proc", "--dev", "/dev");
    return world.add("--size", "" + tmpBytes, "--perms", "1777", "--tmpfs", "/tmp");
  }

  /** Root makes its namespaces itself; anybody else needs one of users, and keeps who it is. */
  private List<String> privileges() {
    List<String> args = new ArrayList<>();
    if (user.changed()) {
      args.addAll(List.of("--cap-drop", "ALL"));
      TO_CHANGE_USER.forEach(capability -> args.addAll(List.of("--cap-add", capability)));
    } else {
      args.addAll(List.of("--unshare-user", "--disable-userns"));
      args.addAll(List.of("--uid", "" + user.uid(), "--gid", "" + user.gid()));
    }
    return args;
  }

  private List<String> asUser(List<String> command) {
    if (!user.changed()) {
      return command;
    }
    List<String> args =
        new ArrayList<>(List.of("setpriv", "--reuid", "" + user.uid(), "--regid", "" + user.gid()));
    args.addAll(List.of("--clear-groups", "--inh-caps=-all", "--bounding-set=-all"));
    args.addAll(List.of("--no-new-privs", "--"));
    args.addAll(command);
    return args;
  }
}
