package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.attempt.AttemptMove;
import io.idlegrid.coordinator.domain.attempt.AttemptMove.Effect;
import io.idlegrid.coordinator.domain.attempt.AttemptState;
import io.idlegrid.coordinator.domain.attempt.GrantSeal;
import io.idlegrid.coordinator.domain.attempt.Outcome;
import io.idlegrid.coordinator.domain.attempt.Outcome.Blame;
import io.idlegrid.coordinator.domain.attempt.Output;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobSpec;
import io.idlegrid.coordinator.domain.job.JobState;
import io.idlegrid.coordinator.domain.unit.RunningTime;
import io.idlegrid.coordinator.flow.Report.Finished;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.LiveAttempt;
import io.idlegrid.coordinator.flow.board.Seat;
import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.coordinator.flow.port.ForecastSource;
import io.idlegrid.coordinator.flow.port.Tally;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Takes outcomes in. Accepts late ones too: an expired attempt may still finish its unit. The
 * device is told to forget an outcome once it, or what made it superfluous, is durable.
 */
final class AcceptResult {

  private final Board board;
  private final UnitLedger ledger;
  private final ValidateUnit validate;
  private final KeepHistory history;
  private final GrantSeal seal;
  private final BlobStore blobs;
  private final ForecastSource forecasts;
  private final Tally tally;

  AcceptResult(
      Board board,
      UnitLedger ledger,
      ValidateUnit validate,
      KeepHistory history,
      GrantSeal seal,
      BlobStore blobs,
      ForecastSource forecasts,
      Tally tally) {
    this.board = board;
    this.ledger = ledger;
    this.validate = validate;
    this.history = history;
    this.seal = seal;
    this.blobs = blobs;
    this.forecasts = forecasts;
    this.tally = tally;
  }

  void accept(Seat seat, Finished finished, Step step) {
    AttemptId attempt = finished.attempt();
    if (!seal.isGenuine(attempt, seat.device().id(), finished.seal())) {
      seat.outbox().acknowledge(attempt);
      return;
    }
    Optional<LiveAttempt> known = board.attempts().find(attempt);
    Optional<ActiveJob> job = board.job(attempt.unit().job()).filter(AcceptResult::wantsOutput);
    boolean isBeingStored = known.map(live -> live.state() == AttemptState.REPORTED).orElse(false);
    if (isBeingStored) {
      return;
    }
    if (job.isEmpty() || ledger.isOver(job.get(), attempt.unit().index())) {
      acknowledgeOnceDurable(seat, attempt, step);
      return;
    }
    Duration behind =
        known.map(LiveAttempt::behind).orElseGet(() -> ledger.behind(job.get(), attempt.unit()));
    Outcome outcome = inTime(job.get(), behind, checked(finished.outcome(), seat.device().id()));
    // Grants from before a restart are in no book; their seal shows that they were made.
    AttemptState state = known.map(LiveAttempt::state).orElse(AttemptState.EXPIRED);
    apply(job.get(), seat, attempt, known, move(state, outcome), outcome, behind, step);
  }

  private static Outcome inTime(ActiveJob job, Duration behind, Outcome outcome) {
    JobSpec spec = job.job().spec();
    return spec.isEndless()
        ? outcome
        : RunningTime.within(spec.need().timeLimit(), behind, outcome);
  }

  private static boolean wantsOutput(ActiveJob job) {
    JobState state = job.status().state();
    return state == JobState.RUNNING || state == JobState.MERGING;
  }

  private void apply(
      ActiveJob job,
      Seat seat,
      AttemptId attempt,
      Optional<LiveAttempt> known,
      AttemptMove move,
      Outcome outcome,
      Duration behind,
      Step step) {
    acknowledgeOnceDurable(seat, attempt, step);
    if (!move.isMoved()) {
      return;
    }
    known.ifPresent(live -> ledger.moves(job, live, AttemptState.REPORTED));
    tally.ended(outcome.kind());
    history.reported(job, attempt, seat, known, outcome, step);
    learn(job, seat, outcome, step);
    if (move.effects().contains(Effect.CHECK_QUORUM)) {
      validate.validate(job, attempt, seat, outcome, step);
    } else if (move.effects().contains(Effect.UNIT_READY)
        || move.effects().contains(Effect.COUNT_FAILURE)) {
      ledger.badEnd(job, attempt, seat.device().id(), outcome, behind, step);
    }
  }

  /**
   * What makes an outcome superfluous may itself not be durable yet: had the coordinator to end
   * now, this outcome would be wanted after all.
   */
  private static void acknowledgeOnceDurable(Seat seat, AttemptId attempt, Step step) {
    step.changes().acknowledge(seat.device().id(), attempt);
    seat.unsettled(1);
  }

  private static AttemptMove move(AttemptState state, Outcome outcome) {
    return switch (outcome.kind()) {
      case SUCCEEDED -> state.resultReported();
      case RETURNED, CHECKPOINTED -> state.returned();
      case FAILED,
          TIME_LIMIT,
          MEMORY_LIMIT,
          DISK_LIMIT,
          OUTPUT_LIMIT,
          PROCESS_LIMIT,
          UNFIT,
          DEVICE_FAULT ->
          state.failed();
    };
  }

  private void learn(ActiveJob job, Seat seat, Outcome outcome, Step step) {
    if (outcome.kind().blame() == Blame.DEVICE) {
      seat.faulted(step.now());
      return;
    }
    DeviceId device = seat.device().id();
    if (outcome.kind().blame() == Blame.JOB) {
      job.fitness(job.fitness().refused(device, outcome.detail(), step.now()));
      return;
    }
    seat.worked();
    if (outcome.started()) {
      job.fitness(job.fitness().started(device));
    }
    if (outcome.kind() == Outcome.Kind.SUCCEEDED && !job.job().spec().isEndless()) {
      forecasts.ran(job.id(), device, outcome.active());
    }
  }

  /** Without its blobs, an output is no output. */
  private Outcome checked(Outcome outcome, DeviceId device) {
    Optional<String> missing =
        outcome.outputs().stream()
            .filter(output -> output.inline().isEmpty())
            .map(Output::sha256)
            .filter(sha256 -> blobs.reported(sha256, device).isEmpty())
            .findFirst()
            .or(
                () ->
                    outcome
                        .checkpoint()
                        .filter(sha256 -> blobs.reported(sha256, device).isEmpty()));
    return missing
        .map(
            sha256 ->
                new Outcome(
                    Outcome.Kind.DEVICE_FAULT,
                    outcome.exitCode(),
                    "blob " + sha256 + " was reported and not uploaded",
                    List.of(),
                    outcome.log(),
                    Optional.empty(),
                    outcome.active(),
                    outcome.cpu(),
                    outcome.started()))
        .orElse(outcome);
  }
}
