package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.domain.match.Demand;
import io.idlegrid.coordinator.domain.match.Finish;
import io.idlegrid.coordinator.domain.match.Offer;
import io.idlegrid.coordinator.domain.match.Pick;
import io.idlegrid.coordinator.flow.Explanation.DeviceVetoes;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.Board;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Recommends devices for a need, with the functions that would grant them work. */
final class SelectDevices {

  private final Board board;
  private final Views views;
  private final ExplainJob explain;

  SelectDevices(Board board, Views views, ExplainJob explain) {
    this.board = board;
    this.views = views;
    this.explain = explain;
  }

  /**
   * Looks at every device.
   *
   * @param imagined a job of one unit with that need; never submitted
   */
  Selection select(Job imagined, Instant now) {
    Demand demand = views.demand(new ActiveJob(imagined, JobStatus.submitted(imagined.id())), now);
    Map<DeviceId, Offer> offers = views.offers(board.seats(), now);
    List<DeviceVetoes> refused = new ArrayList<>();
    for (DeviceVetoes said : explain.devices(demand, List.copyOf(offers.values()), now)) {
      if (!said.vetoes().isEmpty()) {
        refused.add(said);
        offers.remove(said.device());
      }
    }
    return new Selection(
        Pick.of(demand, List.copyOf(offers.values())), ExplainJob.counted(refused), refused);
  }

  /** When a job that is not submitted may be done, if it started now. */
  Optional<Finish> finish(Job imagined, Instant now) {
    return Finish.of(
        imagined.spec().plan().units(),
        imagined.spec().need().expectedRuntime(),
        select(imagined, now).picks().stream().map(SelectDevices::staying).toList());
  }

  private static ToDoubleFunction<Duration> staying(Pick pick) {
    return span -> pick.offer().outlook().idleProbability(pick.wantedPercent(), span);
  }
}
