package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.job.JobState;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.domain.unit.Chunk;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.Block;
import io.idlegrid.coordinator.flow.board.Board;
import java.util.ArrayList;
import java.util.List;

/**
 * Reaches further units of a job before they are needed: creates their chunks under a new epoch. A
 * job of ten million units thus starts like one of ten.
 */
final class TakeChunks {

  private final Board board;
  private final GridRules rules;

  TakeChunks(Board board, GridRules rules) {
    this.board = board;
    this.rules = rules;
  }

  void take(Step step) {
    for (ActiveJob job : board.jobs()) {
      if (isReaching(job) && job.readyPlain(step.now()) < wanted()) {
        take(job, step);
      }
    }
  }

  private static boolean isReaching(ActiveJob job) {
    JobState state = job.status().state();
    return (state == JobState.RUNNING || state == JobState.MERGING)
        && !job.isTaking()
        && job.status().chunksTaken() < job.chunks();
  }

  /** Twice what all connected devices could hold at once. */
  private long wanted() {
    long queues =
        board.seats().stream()
            .flatMap(seat -> seat.condition().stream())
            .mapToLong(condition -> condition.room().queue())
            .sum();
    return Math.min((long) rules.blocksAhead() * Chunk.SIZE, Math.max(Chunk.SIZE / 2, 2 * queues));
  }

  /** Takes the first chunk, and more when there are devices waiting. */
  private void take(ActiveJob job, Step step) {
    long from = job.status().chunksTaken();
    long missing = wanted() - job.readyPlain(step.now());
    long number = Math.max(1, missing / Chunk.SIZE);
    long to = Math.min(job.chunks(), from + Math.min(number, rules.blocksAhead()));
    List<Chunk> fresh = new ArrayList<>();
    for (long chunk = from; chunk < to; chunk++) {
      long before = board.epoch();
      board.epoch(before + 1);
      fresh.add(Chunk.fresh(job.id(), chunk, before + 1));
      step.changes().take(fresh.get(fresh.size() - 1), before);
    }
    JobStatus before = job.status();
    job.status(before.withChunksTaken(to));
    step.changes().status(before, job.status());
    job.taking(true);
    step.changes().afterwards(() -> open(job, fresh, step));
  }

  private void open(ActiveJob job, List<Chunk> fresh, Step step) {
    job.taking(false);
    if (job.status().state().isFinal()) {
      return;
    }
    for (Chunk chunk : fresh) {
      job.open(new Block(chunk, job.plainUnits(chunk.number()), step.now()));
    }
    board.workAppeared();
  }
}
