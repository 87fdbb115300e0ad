package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.job.JobSpec;
import io.idlegrid.coordinator.domain.match.GoOn;
import io.idlegrid.coordinator.domain.match.Offer;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.LiveAttempt;
import io.idlegrid.coordinator.flow.board.Seat;
import java.util.List;
import java.util.Optional;

/**
 * Asks the forecast anew for what runs longer than it was asked for: each hour, and of services as
 * often as their file asks for. Where it says no, the device is asked for what the attempts have
 * done so far; they go on where it says yes. Only attempts that can go on elsewhere are asked back,
 * those that keep checkpoints and replicas of services: of the others, all work would be lost, and
 * they are frozen when the owner comes.
 */
final class GateAgain {

  private final Board board;
  private final Views views;
  private final KeepPromises promises;
  private final GridRules rules;

  GateAgain(Board board, Views views, KeepPromises promises, GridRules rules) {
    this.board = board;
    this.views = views;
    this.promises = promises;
    this.rules = rules;
  }

  void gate(Seat seat, Step step) {
    List<LiveAttempt> due =
        board.attempts().of(seat.device().id()).stream()
            .filter(attempt -> attempt.state().isLive())
            .filter(attempt -> !attempt.gateAgainAt().isAfter(step.now()))
            .filter(attempt -> spec(attempt).map(JobSpec::canMove).orElse(false))
            .toList();
    if (due.isEmpty()) {
      return;
    }
    Offer offer = views.offer(seat, step.now());
    GoOn goOn = GoOn.of(offer);
    if (goOn.isAllowed()) {
      due.forEach(
          attempt ->
              spec(attempt)
                  .map(GoOn::standsFor)
                  .ifPresent(span -> attempt.gateAgain(step.now().plus(span))));
      List<AttemptId> attempts = due.stream().map(LiveAttempt::id).toList();
      promises.goesOn(seat, goOn, offer, attempts, step);
    } else {
      for (LiveAttempt attempt : due) {
        seat.outbox().recall(attempt.id(), goOn.reason());
        // The order may be lost, and what was asked back needs a while to come.
        attempt.gateAgain(step.now().plus(rules.lease()));
      }
    }
  }

  private Optional<JobSpec> spec(LiveAttempt attempt) {
    return board.job(attempt.id().unit().job()).map(job -> job.job().spec());
  }
}
