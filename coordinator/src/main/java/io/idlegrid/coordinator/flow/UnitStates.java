package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.unit.Chunk;
import io.idlegrid.coordinator.domain.unit.UnitCounts.Kind;
import io.idlegrid.coordinator.domain.unit.UnitRecord;
import io.idlegrid.coordinator.domain.unit.UnitRecord.Verdict;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Where a job's units are, chunk by chunk: open chunks as the loop knows them, all others from
 * their rows. Runs beside the loop.
 */
final class UnitStates {

  private static final int PAGE = 512;

  private final GridStore store;

  UnitStates(GridStore store) {
    this.store = store;
  }

  /** Is shown the chunks that were taken, in order. */
  @FunctionalInterface
  interface Visitor {

    /**
     * A chunk.
     *
     * @param units its units by where they are; each is in one set
     * @return whether to go on
     */
    boolean visit(long chunk, Map<Kind, BitSet> units);
  }

  /**
   * Walks through chunks that were taken.
   *
   * @param open the job's open chunks by number; none when the job is over
   * @param units how many units of the job count
   * @param first chunk to begin with
   * @param end chunk to end before
   */
  void walk(
      JobProgress progress,
      Map<Long, OpenChunk> open,
      long units,
      long first,
      long end,
      Visitor visitor) {
    JobId job = progress.job().id();
    boolean isOver = progress.status().state().isFinal();
    long taken = Math.min(end, progress.status().chunksTaken());
    for (long page = first; page < taken; page += PAGE) {
      long pageEnd = Math.min(taken, page + PAGE);
      Map<String, Chunk> rows = rows(job, open, page, pageEnd);
      for (long number = page; number < pageEnd; number++) {
        BitSet left = new BitSet(Chunk.SIZE);
        left.set(0, Math.max(0, Chunk.sizeOf(number, units)));
        OpenChunk known = open.get(number);
        Chunk row = rows.get(Table.chunkKey(job, number));
        Map<Kind, BitSet> parted =
            known != null
                ? parted(left, known)
                : row == null ? untouched(left) : of(left, row, isOver);
        if (!visitor.visit(number, parted)) {
          return;
        }
      }
    }
  }

  private Map<String, Chunk> rows(JobId job, Map<Long, OpenChunk> open, long first, long end) {
    List<String> keys = new ArrayList<>();
    for (long number = first; number < end; number++) {
      if (!open.containsKey(number)) {
        keys.add(Table.chunkKey(job, number));
      }
    }
    return store.getAll(Table.CHUNK, keys);
  }

  private static Map<Kind, BitSet> parted(BitSet left, OpenChunk chunk) {
    Map<Kind, BitSet> parts = new EnumMap<>(Kind.class);
    take(left, chunk.done(), Kind.DONE, parts);
    take(left, chunk.failed(), Kind.FAILED, parts);
    take(left, chunk.running(), Kind.RUNNING, parts);
    parts.put(Kind.READY, left);
    return parts;
  }

  /** It was taken a moment ago, and nothing of it is written or open yet. */
  private static Map<Kind, BitSet> untouched(BitSet left) {
    Map<Kind, BitSet> parts = new EnumMap<>(Kind.class);
    parts.put(Kind.READY, left);
    return parts;
  }

  /**
   * In a chunk that is over every unit is done or failed; in a job that is over some are neither.
   */
  private Map<Kind, BitSet> of(BitSet left, Chunk row, boolean isOver) {
    if (!isOver && row.done().isEmpty() && row.special().isEmpty()) {
      return untouched(left);
    }
    Map<Kind, BitSet> parts = new EnumMap<>(Kind.class);
    BitSet failed = row.special();
    failed.andNot(row.done());
    if (isOver) {
      keepFailed(row, failed);
    }
    take(left, failed, Kind.FAILED, parts);
    if (isOver) {
      take(left, row.done(), Kind.DONE, parts);
      parts.put(Kind.READY, left);
    } else {
      parts.put(Kind.DONE, left);
    }
    return parts;
  }

  /** Takes what is marked out of what is left. */
  private static void take(BitSet left, BitSet marked, Kind kind, Map<Kind, BitSet> parts) {
    BitSet both = (BitSet) left.clone();
    both.and(marked);
    parts.put(kind, both);
    left.andNot(marked);
  }

  private void keepFailed(Chunk row, BitSet undecided) {
    List<String> keys = new ArrayList<>();
    undecided.stream()
        .mapToObj(bit -> new UnitId(row.job(), row.number() * Chunk.SIZE + bit))
        .forEach(unit -> keys.add(Table.key(unit)));
    BitSet failed = new BitSet(Chunk.SIZE);
    for (UnitRecord record : store.getAll(Table.UNIT, keys).values()) {
      if (record.verdict() == Verdict.FAILED) {
        failed.set((int) (record.unit().index() % Chunk.SIZE));
      }
    }
    undecided.and(failed);
  }
}
