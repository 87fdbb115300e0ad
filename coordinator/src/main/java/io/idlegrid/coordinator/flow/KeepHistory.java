package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.attempt.EndedAttempt;
import io.idlegrid.coordinator.domain.attempt.Outcome;
import io.idlegrid.coordinator.domain.attempt.PhaseStart;
import io.idlegrid.coordinator.domain.credit.Standing;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.LiveAttempt;
import io.idlegrid.coordinator.flow.board.Seat;
import io.idlegrid.coordinator.flow.port.AttemptHistory;
import io.idlegrid.coordinator.flow.port.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps what ran on a device and for whom, of its latest attempts: a row each, written in the
 * commit that ends the attempt. The job may be deleted, and its owner is told all the same.
 */
final class KeepHistory {

  private final Board board;

  KeepHistory(Board board) {
    this.board = board;
  }

  /**
   * An attempt reported its outcome.
   *
   * @param known absent of one from before a restart
   */
  void reported(
      ActiveJob job,
      AttemptId attempt,
      Seat seat,
      Optional<LiveAttempt> known,
      Outcome outcome,
      Step step) {
    boolean isNothing = !outcome.started() && outcome.kind() == Outcome.Kind.RETURNED;
    if (!isNothing) {
      keep(
          job,
          attempt,
          seat,
          known.map(LiveAttempt::grantedAt).orElseGet(() -> step.now().minus(outcome.active())),
          known.map(LiveAttempt::phases).orElse(List.of()),
          new End(outcome.kind().name(), outcome.detail(), outcome.active(), outcome.cpu()),
          step);
    }
  }

  /** A lease ended without a word of the device. */
  void lost(ActiveJob job, LiveAttempt attempt, Step step) {
    unheard(job, attempt, EndedAttempt.LOST, "", step);
  }

  /** An attempt was withdrawn. */
  void withdrawn(ActiveJob job, LiveAttempt attempt, String reason, Step step) {
    unheard(job, attempt, EndedAttempt.WITHDRAWN, reason, step);
  }

  /** What the device never spoke of did not run there. */
  private void unheard(ActiveJob job, LiveAttempt attempt, String end, String detail, Step step) {
    if (attempt.phases().isEmpty()) {
      return;
    }
    board
        .seat(attempt.device())
        .ifPresent(
            seat ->
                keep(
                    job,
                    attempt.id(),
                    seat,
                    attempt.grantedAt(),
                    attempt.phases(),
                    new End(end, detail, attempt.active(), Duration.ZERO),
                    step));
  }

  private record End(String word, String detail, Duration active, Duration cpu) {}

  private static void keep(
      ActiveJob job,
      AttemptId attempt,
      Seat seat,
      Instant grantedAt,
      List<PhaseStart> phases,
      End end,
      Step step) {
    Standing standing = seat.standing().attempted();
    seat.standing(standing);
    step.changes().standing(seat.device().id(), standing);
    step.changes()
        .also()
        .put(
            Table.HISTORY,
            AttemptHistory.key(seat.device().id(), standing.attempts()),
            new EndedAttempt(
                seat.device().id(),
                standing.attempts(),
                attempt,
                job.job().account(),
                job.job().spec().name(),
                grantedAt,
                step.now(),
                end.word(),
                end.detail(),
                end.active(),
                end.cpu(),
                phases));
  }

  /** A device is gone, and so is what it ran. */
  void forget(Seat seat, Step step) {
    AttemptHistory.keys(seat.device().id(), seat.standing().attempts())
        .forEach(key -> step.changes().also().remove(Table.HISTORY, key));
  }
}
