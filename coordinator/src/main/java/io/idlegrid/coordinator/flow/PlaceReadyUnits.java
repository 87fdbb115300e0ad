package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.JobState;
import io.idlegrid.coordinator.domain.match.Assignment;
import io.idlegrid.coordinator.domain.match.Demand;
import io.idlegrid.coordinator.domain.match.Match;
import io.idlegrid.coordinator.domain.match.Offer;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.Seat;
import io.idlegrid.coordinator.flow.port.LiveFeed;
import io.idlegrid.coordinator.flow.port.Quotas;
import io.idlegrid.coordinator.flow.port.Tally;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Matches ready units with devices: with the devices that changed in each step, with all of them
 * when work appeared, at most every so often.
 */
final class PlaceReadyUnits {

  private final Board board;
  private final Views views;
  private final GrantLease grant;
  private final LiveFeed feed;
  private final Tally tally;
  private final Quotas quotas;
  private final GridRules rules;
  private Instant lastFullRound = Instant.MIN;

  PlaceReadyUnits(
      Board board,
      Views views,
      GrantLease grant,
      LiveFeed feed,
      Tally tally,
      Quotas quotas,
      GridRules rules) {
    this.board = board;
    this.views = views;
    this.grant = grant;
    this.feed = feed;
    this.tally = tally;
    this.quotas = quotas;
    this.rules = rules;
  }

  void place(Step step) {
    boolean full = board.hasNewWork() && !step.now().isBefore(nextFullRound());
    if (!full && !board.hasChangedSeats()) {
      return;
    }
    Set<DeviceId> changed = board.takeChangedSeats();
    List<Seat> seats =
        board.seats().stream()
            .filter(seat -> seat.condition().isPresent())
            .filter(seat -> full || changed.contains(seat.device().id()))
            .toList();
    if (full) {
      lastFullRound = step.now();
      board.workOffered();
    }
    if (!seats.isEmpty()) {
      round(seats, step);
    }
  }

  private Instant nextFullRound() {
    return lastFullRound.equals(Instant.MIN) ? Instant.MIN : lastFullRound.plus(rules.fullRound());
  }

  private void round(List<Seat> seats, Step step) {
    Map<JobId, Demand> demands = new LinkedHashMap<>();
    Allowance allowance = new Allowance(board, quotas);
    for (ActiveJob job : board.jobs()) {
      JobState state = job.status().state();
      if (state == JobState.RUNNING || state == JobState.MERGING) {
        views
            .demandIfAny(job, step.now())
            .flatMap(allowance::limit)
            .ifPresent(demand -> demands.put(job.id(), demand));
      }
    }
    if (demands.isEmpty()) {
      return;
    }
    Map<DeviceId, Offer> offers = views.offers(seats, step.now());
    Match.Round round =
        Match.round(
            List.copyOf(demands.values()),
            List.copyOf(offers.values()),
            step.now(),
            step.now().toEpochMilli());
    tally.forecasts(round.promised(), round.refused());
    for (Assignment assignment : round.assignments()) {
      grant.grant(assignment, Objects.requireNonNull(offers.get(assignment.device())), step);
      tally.granted(assignment.units());
      feed.jobChanged(assignment.job());
    }
  }
}
