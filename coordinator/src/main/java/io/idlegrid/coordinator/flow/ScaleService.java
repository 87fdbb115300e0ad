package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.job.JobState;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.domain.service.ServiceGroup;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.Block;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.board.LiveAttempt;
import io.idlegrid.coordinator.flow.port.LiveFeed;

/** Changes how many replicas of a service are wanted; the last ones go first. */
final class ScaleService {

  private final Board board;
  private final UnitLedger ledger;
  private final LiveFeed feed;

  ScaleService(Board board, UnitLedger ledger, LiveFeed feed) {
    this.board = board;
    this.ledger = ledger;
    this.feed = feed;
  }

  void scale(ActiveJob job, int replicas, Step step) {
    requireService(job);
    if (replicas < 0 || replicas > ServiceGroup.MOST_REPLICAS) {
      throw RefusedException.invalid(
              "service.replicas",
              "replicas",
              "%d is not within 0 and %d".formatted(replicas, ServiceGroup.MOST_REPLICAS),
              "0 stops all replicas and keeps the service")
          .with("count", replicas)
          .with("most", ServiceGroup.MOST_REPLICAS);
    }
    JobStatus before = job.status();
    long from = job.units();
    job.status(before.scaledTo(replicas));
    step.changes().status(before, job.status());
    for (LiveAttempt attempt : board.attempts().of(job.id())) {
      if (job.isSurplus(attempt.id().unit().index())) {
        ledger.withdraw(job, attempt, "the service was scaled down", step);
      }
    }
    for (long unit = Math.min(from, replicas); unit < Math.max(from, replicas); unit++) {
      settle(job, unit);
    }
    step.changes().afterwards(() -> feed.jobChanged(job.id()));
  }

  /** A unit that is wanted from now on, or not any more. */
  private void settle(ActiveJob job, long unit) {
    Block block = job.block(unit).orElse(null);
    if (block == null) {
      return;
    }
    if (job.isSurplus(unit)) {
      var unused = block.take(unit);
      job.hungry().remove(unit);
    } else if (!ledger.isOver(job, unit)) {
      ledger.ready(job, unit);
    }
  }

  private static void requireService(ActiveJob job) {
    if (!job.job().spec().isEndless()) {
      throw RefusedException.of(
              Kind.CONFLICT,
              "service.none",
              "job %s is no service".formatted(job.id()),
              "see idlegrid service ls")
          .with("job", job.id());
    }
    if (job.status().state() != JobState.RUNNING) {
      throw RefusedException.of(
              Kind.CONFLICT,
              "service.over",
              "service %s is over: %s".formatted(job.id(), job.status().state()),
              "start it anew with idlegrid service up")
          .with("job", job.id())
          .with("state", job.status().state());
    }
  }
}
