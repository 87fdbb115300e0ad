package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.unit.Chunk;
import io.idlegrid.coordinator.domain.unit.UnitCounts;
import io.idlegrid.coordinator.flow.port.GridStore;
import java.util.Map;

/** Counts a job's units for a map of them; the work is bounded by the range that is asked for. */
public final class MapUnits {

  /** Units that one map may cover: 19,532 chunks, which take well under a second to read. */
  public static final long MOST_UNITS = 20_000_000;

  private final UnitStates states;

  public MapUnits(GridStore store) {
    this.states = new UnitStates(store);
  }

  /**
   * Counts units; the merge program is none of them.
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
    states.walk(
        progress,
        open,
        progress.units(),
        from / Chunk.SIZE,
        (to - 1) / Chunk.SIZE + 1,
        (chunk, units) -> {
          units.forEach((kind, marked) -> counts.add(chunk, marked, kind));
          return true;
        });
    return counts;
  }
}
