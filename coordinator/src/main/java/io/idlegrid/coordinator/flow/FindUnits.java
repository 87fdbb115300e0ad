package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.unit.Chunk;
import io.idlegrid.coordinator.domain.unit.UnitCounts.Kind;
import io.idlegrid.coordinator.flow.port.GridStore;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Finds the units of a job that are somewhere, such as the few of a million that failed. What is
 * elsewhere costs a bit of a chunk's row, not a look at each.
 */
public final class FindUnits {

  /** Chunks that are looked through at once, as many as a map covers. */
  private static final long MOST_CHUNKS = MapUnits.MOST_UNITS / Chunk.SIZE;

  private final UnitStates states;

  public FindUnits(GridStore store) {
    this.states = new UnitStates(store);
  }

  /**
   * Some of the units.
   *
   * @param units in order
   * @param next where to go on; empty when there are no more
   */
  public record Found(List<Long> units, OptionalLong next) {
    public Found {
      units = List.copyOf(units);
    }
  }

  /**
   * Finds units.
   *
   * @param progress the job
   * @param open its open chunks by number; none when the job is over
   * @param all how many units it has, the merge program among them
   * @param from first unit that counts
   * @param limit most units to find
   */
  public Found find(
      JobProgress progress, Map<Long, OpenChunk> open, long all, Kind kind, long from, int limit) {
    Search search = new Search(kind, from, limit);
    long first = from / Chunk.SIZE;
    long chunks = Math.min((all - 1) / Chunk.SIZE + 1, progress.status().chunksTaken());
    if (kind == Kind.RUNNING) {
      // What runs is in open chunks, and a job has few of them.
      for (long number : new TreeMap<>(open).tailMap(first).keySet()) {
        states.walk(progress, open, all, number, number + 1, search);
      }
      return search.found(OptionalLong.empty());
    }
    long end = Math.min(chunks, first + MOST_CHUNKS);
    states.walk(progress, open, all, first, end, search);
    return search.found(end < chunks ? OptionalLong.of(end * Chunk.SIZE) : OptionalLong.empty());
  }

  private static final class Search implements UnitStates.Visitor {

    private final Kind kind;
    private final long from;
    private final int limit;
    private final List<Long> units = new ArrayList<>();

    Search(Kind kind, long from, int limit) {
      this.kind = kind;
      this.from = from;
      this.limit = limit;
    }

    @Override
    public boolean visit(long chunk, Map<Kind, BitSet> where) {
      BitSet marked = where.getOrDefault(kind, new BitSet());
      long base = chunk * Chunk.SIZE;
      int bit = marked.nextSetBit((int) Math.max(0, from - base));
      while (bit >= 0 && units.size() < limit) {
        units.add(base + bit);
        bit = marked.nextSetBit(bit + 1);
      }
      return units.size() < limit;
    }

    /**
     * What was found.
     *
     * @param behind where the search ended, if not at the end
     */
    Found found(OptionalLong behind) {
      boolean isFull = units.size() == limit;
      return new Found(units, isFull ? OptionalLong.of(units.get(units.size() - 1) + 1) : behind);
    }
  }
}
