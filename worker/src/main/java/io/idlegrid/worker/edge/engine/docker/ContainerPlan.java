package io.idlegrid.worker.edge.engine.docker;

import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.UnitView;
import io.idlegrid.worker.edge.engine.Accounts;
import io.idlegrid.worker.edge.engine.BaseEnvironment;
import io.idlegrid.worker.edge.engine.HostPrograms;
import io.idlegrid.worker.edge.engine.PlanFolders;
import io.idlegrid.worker.edge.engine.UnitUser;
import io.idlegrid.worker.edge.engine.docker.message.ContainerSpec;
import io.idlegrid.worker.edge.engine.docker.message.ContainerSpec.Mount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Turns a plan into a container. */
record ContainerPlan(UnitUser user, HostPrograms programs, Accounts accounts) {

  /**
   * The first process of a container gets no signal that it does not handle, and has to take leave
   * of its dead. Docker's own helper for this is mounted where the device's programs are; the
   * device's shell does as well. A wait that a signal interrupts is waited again, and what it says
   * then of a child it has told about before is 127.
   */
  private static final String INIT =
      """
      (exec nice -n 19 "$@") &
      child=$!
      trap 'signalled=1; kill -TERM -1' TERM
      code=
      while :; do
        signalled=
        wait $child; last=$?
        [ $last = 127 ] && [ -n "$code" ] && exit $code
        code=$last
        [ -n "$signalled" ] && [ $code -gt 128 ] || exit $code
      done
      """;

  /**
   * The attempt's own group has the limit. The container's is larger by this, so that the one which
   * outlives the container is the one that runs full.
   */
  private static final long MARGIN = 64 << 10;

  /**
   * @param parent group or slice for the container's own group
   * @param limitedAbove whether that group has the attempt's limits
   */
  ContainerSpec specOf(RunPlan plan, String parent, boolean limitedAbove) throws IOException {
    boolean ownRoot = plan.image() != null;
    return new ContainerSpec(
        plan.attempt().value(),
        plan.image(),
        ownRoot ? plan.command() : underInit(plan.command()),
        BaseEnvironment.of(plan, UnitView.SANDBOX),
        mounts(plan),
        UnitView.SANDBOX.work(),
        user.uid() + ":" + user.gid(),
        parent,
        plan.limits().cpuCores(),
        plan.limits().memoryBytes() + (limitedAbove ? MARGIN : 0),
        plan.limits().processes(),
        plan.limits().fileBytes(),
        plan.network(),
        ownRoot,
        null,
        List.of());
  }

  private static List<String> underInit(List<String> command) {
    List<String> all = new ArrayList<>(List.of("/bin/sh", "-c", INIT, "init"));
    all.addAll(command);
    return all;
  }

  private List<Mount> mounts(RunPlan plan) throws IOException {
    List<Mount> mounts = new ArrayList<>();
    if (plan.image() == null) {
      for (Path path : programs.paths()) {
        mounts.add(readOnly(path.toRealPath(), path.toString()));
      }
      mounts.add(readOnly(accounts.passwd(), "/etc/passwd"));
      mounts.add(readOnly(accounts.group(), "/etc/group"));
    }
    PlanFolders.readOnly(plan).forEach((seen, path) -> mounts.add(readOnly(path, seen)));
    mounts.add(new Mount(plan.folders().work().toString(), UnitView.SANDBOX.work(), false));
    mounts.add(
        new Mount(plan.folders().checkpoint().toString(), UnitView.SANDBOX.checkpoint(), false));
    return mounts;
  }

  private static Mount readOnly(Path from, String seen) {
    return new Mount(from.toString(), seen, true);
  }
}
