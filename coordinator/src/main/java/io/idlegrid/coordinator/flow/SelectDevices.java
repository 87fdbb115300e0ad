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

  /** When a job that is not submitted may be done, by what is known of the devices' speeds. */
  JobEnd end(Job imagined, Instant now) {
    ActiveJob job = new ActiveJob(imagined, JobStatus.submitted(imagined.id()));
    List<Finish.Runner> runners =
        select(imagined, now).picks().stream().map(pick -> runner(job, pick)).toList();
    long units = imagined.spec().plan().units();
    Optional<Duration> together =
        runners.isEmpty()
            ? Optional.empty()
            : Optional.of(
                Finish.together(units, runners.stream().map(Finish.Runner::runtime).toList()));
    return new JobEnd(together, Finish.of(units, runners));
  }

  private Finish.Runner runner(ActiveJob job, Pick pick) {
    return new Finish.Runner(
        views.runtime(job, pick.offer().device().id()).cautious(),
        span -> pick.offer().outlook().idleProbability(pick.wantedPercent(), span));
  }
}
