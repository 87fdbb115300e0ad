package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.attempt.AttemptState;
import io.idlegrid.coordinator.domain.attempt.Outcome;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobSpec;
import io.idlegrid.coordinator.domain.job.JobState;
import io.idlegrid.coordinator.domain.job.Policy;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.quorum.Quorum;
import io.idlegrid.coordinator.domain.unit.ResultPart.Row;
import io.idlegrid.coordinator.domain.unit.UnitRecord;
import io.idlegrid.coordinator.domain.unit.UnitRecord.Verdict;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.Block;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.LiveAttempt;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** The one writer of units: what they are waiting for, what ended, what was decided. */
final class UnitLedger {

  private final Board board;
  private final KeepHistory history;

  UnitLedger(Board board, KeepHistory history) {
    this.board = board;
    this.history = history;
  }

  /** An attempt begins: the unit runs. */
  void begins(ActiveJob job, LiveAttempt attempt) {
    if (board.attempts().liveOf(attempt.id().unit()) == 0) {
      job.countRunning(1);
    }
    board.attempts().add(attempt);
  }

  /** An attempt moves on; when it no longer lives, the unit may not be running any more. */
  void moves(ActiveJob job, LiveAttempt attempt, AttemptState next) {
    boolean wasLive = attempt.state().isLive();
    attempt.moveTo(next);
    if (wasLive && !next.isLive()) {
      board.seatChanged(attempt.device());
      board.seat(attempt.device()).ifPresent(seat -> seat.promises().ended(attempt.id()));
      if (board.attempts().liveOf(attempt.id().unit()) == 0) {
        job.countRunning(-1);
      }
    }
  }

  /** An attempt ends without a word of its device; nothing happens to one that is over. */
  void endUnheard(LiveAttempt attempt, Consumer<ActiveJob> then) {
    attempt
        .state()
        .leaseExpired()
        .state()
        .ifPresent(
            next ->
                board
                    .job(attempt.id().unit().job())
                    .ifPresent(
                        job -> {
                          moves(job, attempt, next);
                          board.attempts().remove(attempt);
                          then.accept(job);
                        }));
  }

  /** Whether nothing more will happen to a unit. */
  boolean isOver(ActiveJob job, long unit) {
    Optional<Block> block = job.block(unit);
    if (block.isEmpty() || block.get().isDone(unit)) {
      return true;
    }
    return job.record(unit).map(record -> record.verdict() != Verdict.OPEN).orElse(false);
  }

  /** A unit without an attempt may be granted again. */
  void ready(ActiveJob job, long unit) {
    if (job.isSurplus(unit)) {
      return;
    }
    Block block = job.block(unit).orElseThrow();
    if (block.isSpecial(unit) || job.isMerge(new UnitId(job.id(), unit))) {
      feed(job, unit);
    } else if (!block.isDone(unit)) {
      block.giveBack(unit);
      board.workAppeared();
    }
  }

  /** Takes a unit for an attempt that a device claims to hold, if it wants one. */
  boolean claim(ActiveJob job, long unit) {
    Block block = job.block(unit).orElseThrow();
    if (block.take(unit)) {
      return true;
    }
    return job.hungry().contains(unit);
  }

  /** A lease ended without an outcome. */
  void lost(ActiveJob job, LiveAttempt attempt, Step step) {
    history.lost(job, attempt, step);
    UnitId unit = attempt.id().unit();
    if (isOver(job, unit.index())) {
      return;
    }
    Policy policy = job.job().spec().policy();
    update(
        job,
        rested(job, recordOf(job, unit), attempt.active())
            .afterLoss(attempt.device(), attempt.id().lease(), policy, step.now()),
        step);
  }

  /**
   * An attempt ended without output, or gave the unit back.
   *
   * @param behind running time of the unit that lay behind what the attempt continued from
   */
  void badEnd(
      ActiveJob job,
      AttemptId attempt,
      DeviceId device,
      Outcome outcome,
      Duration behind,
      Step step) {
    UnitId unit = attempt.unit();
    if (outcome.kind() == Outcome.Kind.RETURNED
        && outcome.checkpoint().isEmpty()
        && job.record(unit.index()).isEmpty()) {
      ready(job, unit.index());
      return;
    }
    Policy policy = job.job().spec().policy();
    update(
        job,
        rested(job, recordOf(job, unit), outcome.active())
            .afterBadEnd(device, attempt.lease(), outcome, behind, policy, step.now()),
        step);
  }

  /** A service that ran for long is not worn out by the devices that went, one after the other. */
  private static UnitRecord rested(ActiveJob job, UnitRecord record, Duration active) {
    JobSpec spec = job.job().spec();
    return spec.isEndless() && active.compareTo(spec.stay()) >= 0 ? record.rested() : record;
  }

  /** An output that does not decide the unit yet. */
  void voted(ActiveJob job, UnitRecord withVote, Step step) {
    update(job, withVote, step);
  }

  /** The unit's output is chosen. */
  void decided(ActiveJob job, Row row, Step step) {
    UnitId unit = new UnitId(job.id(), row.unit());
    Block block = job.block(row.unit()).orElseThrow();
    block.markDone(row.unit(), row.outputBytes());
    job.countBytes(row.outputBytes());
    step.changes().result(job.id(), block, row);
    job.record(row.unit())
        .map(record -> record.as(Verdict.DONE))
        .ifPresent(
            record -> {
              job.keep(record);
              step.changes().record(record);
            });
    job.hungry().remove(row.unit());
    if (!job.isMerge(unit)) {
      job.countDone(1);
    }
    withdrawOthers(job, unit, "another attempt finished the unit", step);
    job.closeIfComplete(block);
  }

  /** The record of a unit; a new one when it has no history. */
  UnitRecord recordOf(ActiveJob job, UnitId unit) {
    return job.record(unit.index()).orElseGet(() -> UnitRecord.of(unit));
  }

  /** Running time that lies behind a unit's checkpoint; a service may run for ever. */
  Duration behind(ActiveJob job, UnitId unit) {
    return job.job().spec().isEndless()
        ? Duration.ZERO
        : job.record(unit.index()).map(UnitRecord::behind).orElse(Duration.ZERO);
  }

  /** Several outputs are wanted: from its first attempt on, the unit has a history. */
  void replicate(ActiveJob job, UnitId unit) {
    Block block = job.block(unit.index()).orElseThrow();
    block.markSpecial(unit.index());
    if (job.record(unit.index()).isEmpty()) {
      job.keep(UnitRecord.of(unit));
    }
    feed(job, unit.index());
  }

  /** Recomputes whether a unit with a history wants attempts. */
  void feed(ActiveJob job, long unit) {
    if (wanted(job, unit) > 0) {
      job.hungry().add(unit);
      board.workAppeared();
    } else {
      job.hungry().remove(unit);
    }
  }

  /** Withdraws the attempts of a unit that is over. */
  void withdrawOthers(ActiveJob job, UnitId unit, String reason, Step step) {
    for (LiveAttempt attempt : board.attempts().of(unit)) {
      withdraw(job, attempt, reason, step);
    }
  }

  /** Withdraws one attempt, if it lives. */
  void withdraw(ActiveJob job, LiveAttempt attempt, String reason, Step step) {
    attempt
        .state()
        .cancelled()
        .state()
        .ifPresent(
            next -> {
              moves(job, attempt, next);
              board.attempts().remove(attempt);
              history.withdrawn(job, attempt, reason, step);
              board
                  .seat(attempt.device())
                  .ifPresent(seat -> seat.outbox().revoke(attempt.id(), reason));
            });
  }

  private void update(ActiveJob job, UnitRecord updated, Step step) {
    // One replica that ends badly everywhere says nothing of the others: it rests instead.
    UnitRecord record = job.job().spec().isEndless() ? updated.tireless() : updated;
    long unit = record.unit().index();
    Block block = job.block(unit).orElseThrow();
    block.markSpecial(unit);
    job.keep(record);
    step.changes().record(record);
    step.changes().touch(job.id(), block);
    if (record.verdict() == Verdict.FAILED) {
      job.hungry().remove(unit);
      if (!job.isMerge(record.unit())) {
        job.countFailed(1);
      }
      withdrawOthers(job, record.unit(), "the unit failed for good", step);
      job.closeIfComplete(block);
    } else {
      feed(job, unit);
    }
  }

  private int wanted(ActiveJob job, long unit) {
    UnitId id = new UnitId(job.id(), unit);
    if (isOver(job, unit) || job.isSurplus(unit)) {
      return 0;
    }
    boolean mergeWaits =
        job.isMerge(id)
            && (job.status().state() != JobState.MERGING || job.status().mergeInput().isEmpty());
    if (mergeWaits) {
      return 0;
    }
    UnitRecord record = recordOf(job, id);
    int quorum = quorum(job, record);
    int missing =
        Quorum.judge(record.votes(), quorum) instanceof Quorum.Verdict.Undecided undecided
            ? undecided.votesWanted()
            : 0;
    return missing - board.attempts().liveOf(id);
  }

  /**
   * In a job without quorum, a vote is recorded only when its device's word alone does not count.
   */
  int quorum(ActiveJob job, UnitRecord record) {
    int asked = job.job().spec().policy().quorum();
    return record.votes().isEmpty() ? asked : Math.max(2, asked);
  }
}
