package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.credit.FormerDevice;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobMove;
import io.idlegrid.coordinator.domain.job.JobSpec;
import io.idlegrid.coordinator.domain.job.JobState;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.domain.unit.PastAttempt;
import io.idlegrid.coordinator.domain.unit.UnitRecord;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.LiveAttempt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings jobs to their end: merge, assembly, failure, deadline, cancellation. */
final class EndJob {

  private static final Logger LOG = LoggerFactory.getLogger(EndJob.class);
  private static final Duration RETRY_ASSEMBLY = Duration.ofSeconds(30);

  /** Devices that a reason names; a job may name very many. */
  private static final int MOST_TOLD = 5;

  private final Board board;
  private final UnitLedger ledger;
  private final Views views;
  private final AssembleJob assemble;
  private final GridPorts ports;
  private final Supplier<Step> currentStep;

  EndJob(Board board, UnitLedger ledger, Views views, GridPorts ports, Supplier<Step> currentStep) {
    this.board = board;
    this.ledger = ledger;
    this.views = views;
    this.assemble = new AssembleJob(ports.store(), ports.blobs());
    this.ports = ports;
    this.currentStep = currentStep;
  }

  /** Looks whether a job's units, or its time, are over. */
  void check(ActiveJob job, Step step) {
    JobSpec spec = job.job().spec();
    if (job.failed() > spec.policy().failedUnits() || job.hasMergeFailed()) {
      move(job, job.status().state().unitsFailed(), step, failure(job));
    } else if (isHopeless(job)) {
      move(job, job.status().state().unitsFailed(), step, hopeless(job).orElseThrow());
    } else if (isPastDeadline(job, step.now())) {
      String late = "not finished by its deadline, %s after submission";
      move(
          job,
          job.status().state().deadlinePassed(),
          step,
          late.formatted(spec.policy().deadline().orElseThrow()));
    } else if (job.status().state() == JobState.RUNNING && areUnitsOver(job)) {
      move(job, job.status().state().unitsFinished(spec.hasMergeProgram()), step, "");
    } else if (job.status().state() == JobState.MERGING && isMergeDone(job)) {
      move(job, job.status().state().merged(), step, "");
    } else if (areItsDevicesGone(job)) {
      move(job, job.status().state().unitsFailed(), step, gone(job.job().spec().devices()));
    }
    if (job.status().state() == JobState.MERGING && job.status().mergeInput().isPresent()) {
      feedMerge(job);
    }
    assembleIfDue(job, step);
  }

  /** A user wants it to end. */
  JobMove cancel(ActiveJob job, String account, Step step) {
    JobMove move = job.status().state().cancelled();
    move(job, move, step, "cancelled by " + account);
    return move;
  }

  /** No device is looked at as long as none has refused. */
  private boolean isHopeless(ActiveJob job) {
    // As long as a replica of a service runs somewhere, there is hope for the others.
    boolean isServed = job.job().spec().isEndless() && job.running() > 0;
    return !isServed && !job.fitness().refusals().isEmpty() && hopeless(job).isPresent();
  }

  private Optional<String> hopeless(ActiveJob job) {
    return job.fitness().hopeless(views.fittingDevices(job));
  }

  /** Devices that a job names do not come back under their ids; a service is its owner's to end. */
  private boolean areItsDevicesGone(ActiveJob job) {
    JobSpec spec = job.job().spec();
    return !spec.isEndless()
        && !spec.devices().isEmpty()
        && spec.devices().stream().allMatch(device -> board.seat(device).isEmpty());
  }

  private String gone(List<DeviceId> devices) {
    String fates =
        devices.stream().limit(MOST_TOLD).map(this::fate).collect(Collectors.joining("; "));
    int others = Math.max(0, devices.size() - MOST_TOLD);
    return "no device that it names is left: "
        + fates
        + (others > 0 ? "; and %d more".formatted(others) : "");
  }

  /** One that was refused before it was let in has left nothing. */
  private String fate(DeviceId device) {
    return board
        .removed()
        .find(device)
        .map(FormerDevice::device)
        .map(gone -> "%s (%s) %s".formatted(gone.name(), device, gone.fate()))
        .orElseGet(() -> device + " was not let in");
  }

  private static boolean isPastDeadline(ActiveJob job, Instant now) {
    return job.job()
        .spec()
        .policy()
        .deadline()
        .map(deadline -> now.isAfter(job.job().submittedAt().plus(deadline)))
        .orElse(false);
  }

  /** A service that was scaled down counts units that nobody wants any more; one of 0 goes on. */
  private boolean areUnitsOver(ActiveJob job) {
    long over = job.done() + job.failed();
    return job.job().spec().isEndless()
        ? over > 0 && job.units() > 0 && areOver(job, job.units())
        : over >= job.units();
  }

  private boolean areOver(ActiveJob job, long units) {
    return LongStream.range(0, units).allMatch(unit -> ledger.isOver(job, unit));
  }

  private boolean isMergeDone(ActiveJob job) {
    return job.status().chunksTaken() == job.chunks()
        && !job.isTaking()
        && ledger.isOver(job, job.job().spec().mergeUnit());
  }

  private void move(ActiveJob job, JobMove move, Step step, String reason) {
    if (move.state().isEmpty()) {
      return;
    }
    JobState next = move.state().get();
    JobStatus before = job.status();
    JobStatus after =
        next.isFinal()
            ? before.ended(next, reason, job.done(), job.failed(), step.now())
            : before.in(next, job.done(), job.failed());
    job.status(after);
    step.changes().status(before, after);
    if (next.isFinal()) {
      LOG.info("job {} {}: {}", job.id(), next, reason);
      withdrawAll(
          job, next == JobState.CANCELLED ? "the job was cancelled" : "the job failed", step);
    }
    step.changes().afterwards(() -> ports.feed().jobChanged(job.id()));
  }

  private void withdrawAll(ActiveJob job, String reason, Step step) {
    for (LiveAttempt attempt : board.attempts().of(job.id())) {
      ledger.withdraw(job, attempt, reason, step);
    }
    job.hungry().clear();
  }

  /** What the submitter should know of the unit that broke the job. */
  private static String failure(ActiveJob job) {
    Optional<UnitRecord> failed = job.aFailure();
    String unit = failed.map(record -> "unit " + record.unit().index()).orElse("a unit");
    String end =
        failed
            .filter(record -> !record.past().isEmpty())
            .map(record -> record.past().get(record.past().size() - 1))
            .map(EndJob::describe)
            .orElse("its outputs never agreed");
    return unit + " failed for good: " + end;
  }

  private static String describe(PastAttempt last) {
    return last.end()
        + last.exitCode().map(code -> " (exit code " + code + ")").orElse("")
        + (last.detail().isEmpty() ? "" : ", " + last.detail());
  }

  /** Starts to list outputs once everything that will be listed is durable. */
  private void assembleIfDue(ActiveJob job, Step step) {
    JobStatus status = job.status();
    boolean needsMergeInput = status.state() == JobState.MERGING && status.mergeInput().isEmpty();
    boolean needsResults =
        (status.state() == JobState.ASSEMBLING || status.state().isFinal())
            && status.results().isEmpty();
    if (job.isAssembling()
        || !(needsMergeInput || needsResults)
        || step.now().isBefore(job.assembleNotBefore())) {
      return;
    }
    job.assembling(true);
    step.changes().afterwards(() -> assemble(job, needsMergeInput));
  }

  private void assemble(ActiveJob job, boolean isMergeInput) {
    long merge = job.job().spec().mergeUnit();
    boolean isMerged = job.job().spec().hasMergeProgram() && !isMergeInput;
    LongPredicate units = unit -> isMerged ? unit == merge : unit != merge;
    JobStatus status = job.status();
    ports
        .background()
        .run(
            () -> assemble.assemble(job.job(), status, units),
            index -> assembled(job, index, isMergeInput),
            failure -> {
              LOG.error("cannot list the outputs of job {}, trying again", job.id(), failure);
              job.assembling(false);
              job.assembleNotBefore(currentStep.get().now().plus(RETRY_ASSEMBLY));
            });
  }

  private void assembled(ActiveJob job, String index, boolean isMergeInput) {
    Step step = currentStep.get();
    job.assembling(false);
    JobStatus before = job.status();
    if (isMergeInput) {
      if (before.state() == JobState.MERGING) {
        job.status(before.withMergeInput(index));
        step.changes().status(before, job.status());
      }
      return;
    }
    JobStatus listed = before.withResults(index);
    job.status(
        listed
            .state()
            .assembled()
            .state()
            .map(next -> listed.ended(next, "", job.done(), job.failed(), step.now()))
            .orElse(listed));
    step.changes().status(before, job.status());
    step.changes().afterwards(() -> forget(job));
  }

  /** The merge unit may be granted, once its chunk is taken and as long as it is not. */
  private void feedMerge(ActiveJob job) {
    long merge = job.job().spec().mergeUnit();
    if (job.block(merge).isPresent() && !job.hungry().contains(merge)) {
      ledger.feed(job, merge);
    }
  }

  private void forget(ActiveJob job) {
    board.remove(job.id());
    ports.forecasts().forget(job.id());
    ports.inputs().forget(job.id());
    ports.conditions().forget(job.id());
    ports.feed().jobChanged(job.id());
  }
}
