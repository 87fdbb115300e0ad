package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.unit.Chunk;
import io.idlegrid.coordinator.domain.unit.UnitRecord;
import io.idlegrid.coordinator.domain.unit.UnitRecord.Verdict;
import io.idlegrid.coordinator.flow.board.ActiveJob;
import io.idlegrid.coordinator.flow.board.AttemptBook;
import io.idlegrid.coordinator.flow.board.Block;
import io.idlegrid.coordinator.flow.board.LiveAttempt;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * The units of a chunk of an active job in which something is still to be done.
 *
 * @param running units with at least one attempt under way, and none of the others
 */
public record OpenChunk(BitSet done, BitSet failed, BitSet running) {

  public OpenChunk {
    done = (BitSet) done.clone();
    failed = (BitSet) failed.clone();
    running = (BitSet) running.clone();
  }

  /** The open chunks of a job by their numbers. */
  static Map<Long, OpenChunk> all(ActiveJob job, AttemptBook attempts) {
    Map<Long, OpenChunk> open = new TreeMap<>();
    for (Block block : job.blocks()) {
      open.put(block.number(), new OpenChunk(block.chunk().done(), new BitSet(), new BitSet()));
    }
    for (UnitRecord record : job.records()) {
      OpenChunk chunk = open.get(Chunk.numberOf(record.unit()));
      if (chunk != null && record.verdict() == Verdict.FAILED) {
        chunk.failed.set(bit(record.unit().index()));
      }
    }
    for (LiveAttempt attempt : attempts.of(job.id())) {
      OpenChunk chunk = open.get(Chunk.numberOf(attempt.id().unit()));
      if (chunk != null && attempt.state().isLive()) {
        chunk.running.set(bit(attempt.id().unit().index()));
      }
    }
    open.values().forEach(OpenChunk::part);
    return open;
  }

  private static int bit(long unit) {
    return (int) (unit % Chunk.SIZE);
  }

  /** A unit that is over may still have an attempt that is being withdrawn. */
  private void part() {
    running.andNot(done);
    running.andNot(failed);
  }
}
