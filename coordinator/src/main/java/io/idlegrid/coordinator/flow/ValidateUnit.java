package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.attempt.Outcome;
import io.idlegrid.coordinator.domain.credit.Standing;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.quorum.Quorum;
import io.idlegrid.coordinator.domain.quorum.Vote;
import io.idlegrid.coordinator.domain.unit.ResultPart.Row;
import io.idlegrid.coordinator.domain.unit.UnitRecord;
import io.idlegrid.coordinator.domain.unit.UnitRecord.Verdict;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.Seat;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** Decides whether an output counts, alone or with others, and settles the credit. */
final class ValidateUnit {

  private final Board board;
  private final UnitLedger ledger;

  ValidateUnit(Board board, UnitLedger ledger) {
    this.board = board;
    this.ledger = ledger;
  }

  void validate(ActiveJob job, AttemptId attempt, Seat seat, Outcome outcome, Step step) {
    DeviceId device = seat.device().id();
    UnitRecord record = ledger.recordOf(job, attempt.unit());
    boolean countsAlone =
        job.job().spec().policy().quorum() == 1
            && seat.standing().isTrusted()
            && record.votes().isEmpty();
    if (countsAlone) {
      credit(device, outcome.cpu(), false, step);
      ledger.decided(job, row(Vote.of(device, attempt.lease(), outcome), attempt, step), step);
      return;
    }
    if (record.hasVoteOf(device)) {
      ledger.feed(job, attempt.unit().index());
      return;
    }
    judge(job, record.withVote(Vote.of(device, attempt.lease(), outcome)), attempt, step);
  }

  private void judge(ActiveJob job, UnitRecord record, AttemptId attempt, Step step) {
    Quorum.Verdict verdict = Quorum.judge(record.votes(), ledger.quorum(job, record));
    if (verdict instanceof Quorum.Verdict.Decided decided) {
      settle(record.votes(), decided, step);
      ledger.voted(job, record, step);
      ledger.decided(job, row(decided.canonical(), attempt, step), step);
    } else if (verdict instanceof Quorum.Verdict.Hopeless) {
      ledger.voted(job, record.as(Verdict.FAILED), step);
    } else {
      ledger.voted(job, record, step);
    }
  }

  private void settle(List<Vote> votes, Quorum.Verdict.Decided decided, Step step) {
    Duration claimed =
        votes.stream()
            .filter(vote -> decided.agreeing().contains(vote.device()))
            .map(vote -> vote.outcome().cpu())
            .min(Duration::compareTo)
            .orElse(Duration.ZERO);
    // The smallest claim counts for all, so that boasting does not pay.
    decided.agreeing().forEach(device -> credit(device, claimed, true, step));
    decided.dissenting().forEach(device -> overrule(device, step));
  }

  private void credit(DeviceId device, Duration cpu, boolean wasCompared, Step step) {
    change(device, standing -> standing.validated(cpu.toMillis() / 1000.0, wasCompared), step);
  }

  private void overrule(DeviceId device, Step step) {
    change(device, Standing::overruled, step);
  }

  private void change(DeviceId device, UnaryOperator<Standing> change, Step step) {
    board
        .seat(device)
        .ifPresentOrElse(
            seat -> {
              seat.standing(change.apply(seat.standing()));
              step.changes().standing(device, seat.standing());
            },
            () ->
                board
                    .removed()
                    .change(device, change)
                    .ifPresent(after -> step.changes().standing(device, after)));
  }

  private static Row row(Vote vote, AttemptId attempt, Step step) {
    Outcome outcome = vote.outcome();
    return new Row(
        attempt.unit().index(),
        vote.device(),
        vote.lease(),
        outcome.outputs(),
        outcome.log(),
        outcome.active(),
        outcome.cpu(),
        step.now());
  }
}
