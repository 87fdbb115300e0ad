package io.idlegrid.worker.edge.group;

import io.idlegrid.worker.domain.group.ServiceState;
import io.idlegrid.worker.domain.run.Ending;
import io.idlegrid.worker.domain.run.Exit;
import io.idlegrid.worker.domain.run.Usage;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a group ended, from how its services did.
 *
 * @param hostEnd how what holds the group together ended by itself; absent if it did not
 * @param culprit service because of which the group could not go on; absent if there is none
 */
record GroupEnd(
    boolean isKilled,
    @Nullable Exit hostEnd,
    @Nullable Watched culprit,
    Collection<Watched> services) {

  private static final int FAILED = 1;

  GroupEnd {
    services = List.copyOf(services);
  }

  Exit judge(Usage usage) {
    if (isKilled) {
      return new Exit(Ending.KILLED, null, "killed by the agent", usage);
    }
    if (culprit != null) {
      return failed(culprit, usage);
    }
    if (hostEnd != null) {
      return new Exit(Ending.LOST, null, "the group fell apart: " + hostEnd.detail(), usage);
    }
    return services.stream().allMatch(each -> each.state == ServiceState.COMPLETED)
        ? new Exit(Ending.EXITED, 0, "all services ended well", usage)
        : new Exit(Ending.KILLED, null, "stopped by the agent, in order", usage);
  }

  private static Exit failed(Watched service, Usage usage) {
    Exit last = service.lastExit;
    String detail = "service " + service.plan.name() + ": " + service.detail;
    if (last == null) {
      return new Exit(Ending.EXITED, FAILED, detail, usage);
    }
    return switch (last.ending()) {
      // Whoever is not well is killed by us, but that is not our wish.
      case EXITED, KILLED -> new Exit(Ending.EXITED, code(last.exitCode()), detail, usage);
      default -> new Exit(last.ending(), last.exitCode(), detail, usage);
    };
  }

  private static int code(@Nullable Integer exitCode) {
    if (exitCode == null) {
      return Exit.NOT_STARTED;
    }
    // One that ends well again and again, and is to run for good, failed as well.
    // A service that exits as one that saved its state does just failed.
    return exitCode == Exit.CHECKPOINTED || exitCode == 0 ? FAILED : exitCode;
  }
}
