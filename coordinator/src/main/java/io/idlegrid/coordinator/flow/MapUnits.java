package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.unit.Chunk;
import io.idlegrid.coordinator.domain.unit.UnitCounts;
import io.idlegrid.coordinator.domain.unit.UnitCounts.Kind;
import io.idlegrid.coordinator.domain.unit.UnitRecord;
import io.idlegrid.coordinator.domain.unit.UnitRecord.Verdict;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * Counts a job's units for a map of them: open chunks as the loop knows them, all others from their
 * rows. Runs beside the loop; the work is bounded by the range that is asked for.
 */
public final class MapUnits {

  /** Units that one map may cover: 19,532 chunks, which take well under a second to read. */
  public static final long MOST_UNITS = 20_000_000;

  private static final int PAGE = 512;

  private final GridStore store;

  public MapUnits(GridStore store) {
    this.store = store;
  }

  /**
   * Counts units.
   *
   * @param progress the job
   * @param open its open chunks by number; none when the job is over
   * @param from first unit to count
   * @param to unit behind the last one to count
   * @param mostCells how many cells there may be
   */
  public UnitCounts map(
      JobProgress progress, Map<Long, OpenChunk> open, long from, long to, int mostCells) {
    UnitCounts counts = new UnitCounts(from, to, mostCells);
    JobId job = progress.job().id();
    boolean isOver = progress.status().state().isFinal();
    long end = Math.min((to - 1) / Chunk.SIZE + 1, progress.status().chunksTaken());
    for (long first = from / Chunk.SIZE; first < end; first += PAGE) {
      List<String> keys = new ArrayList<>();
      for (long number = first; number < Math.min(end, first + PAGE); number++) {
        if (!open.containsKey(number)) {
          keys.add(Table.chunkKey(job, number));
        }
      }
      Map<String, Chunk> rows = store.getAll(Table.CHUNK, keys);
      for (long number = first; number < Math.min(end, first + PAGE); number++) {
        BitSet units = units(progress, number);
        OpenChunk known = open.get(number);
        Chunk row = rows.get(Table.chunkKey(job, number));
        if (known != null) {
          add(counts, number, units, known);
        } else if (row == null || (!isOver && row.done().isEmpty() && row.special().isEmpty())) {
          // It was taken a moment ago, and nothing of it is written or open yet.
          counts.add(number, units, Kind.READY);
        } else {
          add(counts, units, row, isOver);
        }
      }
    }
    return counts;
  }

  /** The units of a chunk that are the job's data; the merge program is none of them. */
  private static BitSet units(JobProgress progress, long chunk) {
    BitSet units = new BitSet(Chunk.SIZE);
    units.set(0, Math.max(0, Chunk.sizeOf(chunk, progress.units())));
    return units;
  }

  private static void add(UnitCounts counts, long number, BitSet units, OpenChunk chunk) {
    count(counts, number, units, chunk.done(), Kind.DONE);
    count(counts, number, units, chunk.failed(), Kind.FAILED);
    count(counts, number, units, chunk.running(), Kind.RUNNING);
    counts.add(number, units, Kind.READY);
  }

  /** Counts what is marked, and takes it out of what is left. */
  private static void count(UnitCounts counts, long number, BitSet left, BitSet marked, Kind kind) {
    BitSet both = (BitSet) left.clone();
    both.and(marked);
    counts.add(number, both, kind);
    left.andNot(marked);
  }

  /**
   * In a chunk that is over every unit is done or failed; in a job that is over some are neither.
   */
  private void add(UnitCounts counts, BitSet units, Chunk row, boolean isOver) {
    BitSet failed = row.special();
    failed.andNot(row.done());
    if (isOver) {
      keepFailed(row, failed);
    }
    count(counts, row.number(), units, failed, Kind.FAILED);
    if (isOver) {
      count(counts, row.number(), units, row.done(), Kind.DONE);
      counts.add(row.number(), units, Kind.READY);
    } else {
      counts.add(row.number(), units, Kind.DONE);
    }
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
