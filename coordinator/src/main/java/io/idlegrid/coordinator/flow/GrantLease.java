package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.attempt.AttemptState;
import io.idlegrid.coordinator.domain.attempt.GrantSeal;
import io.idlegrid.coordinator.domain.job.GrantNote;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.match.Assignment;
import io.idlegrid.coordinator.domain.match.GoOn;
import io.idlegrid.coordinator.domain.match.Offer;
import io.idlegrid.coordinator.domain.split.UnitInput;
import io.idlegrid.coordinator.domain.unit.UnitRecord;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.Block;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.LiveAttempt;
import io.idlegrid.coordinator.flow.board.Seat;
import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.coordinator.flow.port.DeviceLinks.Granted;
import io.idlegrid.coordinator.flow.port.UnitInputs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Grants units to a device. Costs no write: the block lease under which they stand is durable. */
final class GrantLease {

  private final Board board;
  private final UnitLedger ledger;
  private final GrantSeal seal;
  private final UnitInputs inputs;
  private final BlobStore blobs;
  private final Views views;
  private final KeepPromises promises;
  private final GridRules rules;

  GrantLease(
      Board board,
      UnitLedger ledger,
      GrantSeal seal,
      UnitInputs inputs,
      BlobStore blobs,
      Views views,
      KeepPromises promises,
      GridRules rules) {
    this.board = board;
    this.ledger = ledger;
    this.seal = seal;
    this.inputs = inputs;
    this.blobs = blobs;
    this.views = views;
    this.promises = promises;
    this.rules = rules;
  }

  void grant(Assignment assignment, Offer offer, Step step) {
    ActiveJob job = board.job(assignment.job()).orElseThrow();
    Seat seat = board.seat(assignment.device()).orElseThrow();
    board.lanes(assignment.device(), assignment.job(), assignment.lanes());
    note(job, assignment, offer, step);
    List<AttemptId> attempts = new ArrayList<>();
    for (long unit : assignment.special()) {
      attempts.add(grantUnit(job, seat, unit, assignment.lanes(), step));
    }
    for (int i = 0; i < assignment.plain(); i++) {
      OptionalLong unit = job.takePlain(step.now());
      if (unit.isEmpty()) {
        break;
      }
      attempts.add(grantUnit(job, seat, unit.getAsLong(), assignment.lanes(), step));
    }
    promises.granted(seat, assignment, offer, attempts, step);
  }

  private AttemptId grantUnit(ActiveJob job, Seat seat, long index, int lanes, Step step) {
    UnitId unit = new UnitId(job.id(), index);
    Block block = job.block(index).orElseThrow();
    AttemptId attempt = new AttemptId(unit, block.nextLease());
    Duration behind = ledger.behind(job, unit);
    ledger.begins(
        job,
        new LiveAttempt(
            attempt,
            seat.device().id(),
            AttemptState.OFFERED,
            step.now(),
            step.now().plus(GoOn.standsFor(job.job().spec())),
            step.now().plus(rules.lease()),
            behind));
    if (seat.learns(job.id())) {
      seat.outbox().tell(job.job());
    }
    seat.outbox()
        .grant(
            new Granted(
                attempt,
                rules.lease(),
                seal.seal(attempt, seat.device().id()),
                input(job, unit),
                job.record(index).flatMap(UnitRecord::checkpoint),
                behind,
                job.isMerge(unit),
                lanes));
    if (job.job().spec().policy().quorum() > 1 && !job.isMerge(unit)) {
      ledger.replicate(job, unit);
    } else if (block.isSpecial(index) || job.isMerge(unit)) {
      ledger.feed(job, index);
    }
    return attempt;
  }

  private UnitInput input(ActiveJob job, UnitId unit) {
    if (!job.isMerge(unit)) {
      return inputs.of(job.job(), unit.index());
    }
    String index = job.status().mergeInput().orElseThrow();
    return new UnitInput.Listing(index, blobs.size(index).orElseThrow());
  }

  /**
   * Keeps the forecast behind a job's first grant: one write a job, so that it can be asked ever
   * after.
   */
  private void note(ActiveJob job, Assignment assignment, Offer offer, Step step) {
    JobStatus before = job.status();
    if (before.firstGrant().isPresent()) {
      return;
    }
    double risk = offer.risk();
    double wanted = assignment.wantedPercent();
    Duration span = assignment.span();
    job.status(
        before.withFirstGrant(
            new GrantNote(
                assignment.device(),
                step.now(),
                assignment.units(),
                wanted,
                span,
                views.runtime(job, assignment.device()),
                offer.outlook().idleProbability(wanted, span),
                risk,
                offer.outlook().peakQuantile(1 - risk, span),
                offer.outlook().basis())));
    step.changes().status(before, job.status());
  }
}
