package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.attempt.AttemptMove;
import io.idlegrid.coordinator.domain.attempt.AttemptMove.Effect;
import io.idlegrid.coordinator.domain.attempt.AttemptState;
import io.idlegrid.coordinator.domain.fleet.DeviceFacts;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.match.IdleOutlook;
import io.idlegrid.coordinator.flow.Report.Declined;
import io.idlegrid.coordinator.flow.Report.Running;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.LiveAttempt;
import io.idlegrid.coordinator.flow.board.Seat;
import io.idlegrid.coordinator.flow.port.DeviceLinks.News;
import io.idlegrid.coordinator.flow.port.ForecastSource;
import io.idlegrid.coordinator.flow.port.LiveFeed;
import java.time.Duration;
import java.util.Optional;

/** Hears a device out: how it is, which leases it confirms, renews and ends. */
final class HearReport {

  /** From a quarter of host load on, devices stop units where nothing else is said. */
  private static final double WANTED_PERCENT = 75;

  private static final Duration NEWS_SPAN = Duration.ofMinutes(15);

  private final Board board;
  private final UnitLedger ledger;
  private final AcceptResult accept;
  private final ForecastSource forecasts;
  private final KeepPromises promises;
  private final GateAgain gateAgain;
  private final LiveFeed feed;
  private final GridRules rules;

  HearReport(
      Board board,
      UnitLedger ledger,
      AcceptResult accept,
      ForecastSource forecasts,
      KeepPromises promises,
      GateAgain gateAgain,
      LiveFeed feed,
      GridRules rules) {
    this.board = board;
    this.ledger = ledger;
    this.accept = accept;
    this.forecasts = forecasts;
    this.promises = promises;
    this.gateAgain = gateAgain;
    this.feed = feed;
    this.rules = rules;
  }

  void hear(Seat seat, Report report, Step step) {
    DeviceId device = seat.device().id();
    seat.outbox().answer(report.sequence());
    seat.heard(step.now());
    forecasts.observe(device, report.load(), step.now());
    seat.promises().saw(report.load());
    report.images().ifPresent(seat::images);
    report.mirror().ifPresent(seat::mirror);
    int cores = seat.device().facts().map(DeviceFacts::cores).orElse(1);
    report.harm().ifPresent(harm -> seat.harm(harm.within(cores, step.now())));
    if (seat.isDueForNews(step.now())) {
      IdleOutlook outlook = forecasts.outlook(device, step.now());
      double idle = outlook.idleProbability(WANTED_PERCENT, NEWS_SPAN);
      seat.outbox().news(new News(seat.standing(), NEWS_SPAN, idle, outlook.basis()));
    }
    report.condition().ifPresent(condition -> seat.heard(condition, step.now()));
    report.finished().forEach(finished -> accept.accept(seat, finished, step));
    report.accepted().forEach(attempt -> confirm(seat, attempt));
    report.declined().forEach(declined -> takeBack(seat, declined, step));
    report.running().forEach(running -> renew(seat, running, step));
    promises.heard(seat, step);
    gateAgain.gate(seat, step);
    report.logged().stream()
        .filter(log -> find(seat, log.attempt()).isPresent())
        .forEach(log -> feed.logged(log.attempt(), log.offset(), log.text()));
    board.seatChanged(device);
    feed.deviceChanged(device);
  }

  private void confirm(Seat seat, AttemptId attempt) {
    Optional<LiveAttempt> known = find(seat, attempt);
    AttemptMove move = stateOf(known).leaseAccepted();
    move.state().ifPresent(next -> known.orElseThrow().moveTo(next));
    revokeIfWanted(seat, attempt, move);
  }

  private void renew(Seat seat, Running running, Step step) {
    Optional<LiveAttempt> known = find(seat, running.attempt());
    AttemptMove move = stateOf(known).renewed();
    boolean isBeingStored = known.map(live -> live.state() == AttemptState.REPORTED).orElse(false);
    if (isBeingStored) {
      return;
    }
    move.state()
        .ifPresent(
            next -> {
              LiveAttempt live = known.orElseThrow();
              live.moveTo(next);
              live.heard(running.phase(), running.active(), step.now());
              live.services(running.services());
              if (running.phase().equals(LiveAttempt.FROZEN)) {
                seat.promises().froze(live.id());
              }
              board.attempts().extend(live, step.now().plus(rules.lease()));
            });
    revokeIfWanted(seat, running.attempt(), move);
  }

  private void takeBack(Seat seat, Declined declined, Step step) {
    find(seat, declined.attempt())
        .filter(live -> live.state().isLive())
        .ifPresent(
            live ->
                board
                    .job(live.id().unit().job())
                    .ifPresent(
                        job -> {
                          ledger.moves(job, live, AttemptState.EXPIRED);
                          board.attempts().remove(live);
                          ledger.ready(job, live.id().unit().index());
                          seat.faulted(step.now());
                        }));
  }

  private void revokeIfWanted(Seat seat, AttemptId attempt, AttemptMove move) {
    if (move.effects().contains(Effect.REVOKE)) {
      seat.outbox().revoke(attempt, "its lease is over");
    }
  }

  private Optional<LiveAttempt> find(Seat seat, AttemptId attempt) {
    return board.attempts().find(attempt).filter(live -> live.device().equals(seat.device().id()));
  }

  /** What is in no book has expired: its unit was given to others, or is over. */
  private static AttemptState stateOf(Optional<LiveAttempt> known) {
    return known.map(LiveAttempt::state).orElse(AttemptState.EXPIRED);
  }
}
