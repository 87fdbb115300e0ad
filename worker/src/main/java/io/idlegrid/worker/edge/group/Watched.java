package io.idlegrid.worker.edge.group;

import io.idlegrid.worker.domain.group.ServicePlan;
import io.idlegrid.worker.domain.group.ServiceReport;
import io.idlegrid.worker.domain.group.ServiceState;
import io.idlegrid.worker.domain.run.Exit;
import io.idlegrid.worker.domain.run.GroupHost.Member;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One service under watch. Touched by the group's own thread only; times are thawed time. */
final class Watched {

  /** An engine may say much about a failure, and it is told again with every report. */
  private static final int MOST_DETAIL = 500;

  final ServicePlan plan;
  final NamedLines lines;
  ServiceState state = ServiceState.WAITING;
  @Nullable Member member;
  @Nullable Exit lastExit;
  String detail = "";
  int restarts;
  int inARow;
  int badChecks;
  Duration startedAt = Duration.ZERO;

  /** Of the next health check, of the next start while it backs off, of the next kill. */
  Duration nextAt = Duration.ZERO;

  Watched(ServicePlan plan, NamedLines lines) {
    this.plan = plan;
    this.lines = lines;
  }

  ServiceReport report() {
    return new ServiceReport(plan.name(), state, restarts, cut(detail));
  }

  private static String cut(String text) {
    return text.codePointCount(0, text.length()) <= MOST_DETAIL
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MOST_DETAIL - 1)) + "…";
  }
}
