package io.idlegrid.coordinator.domain.unit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Counts a job's units by state, in order, in cells of equal size. */
public final class UnitCounts {

  private final long from;
  private final long to;
  private final long perCell;
  private final Map<Kind, long[]> counts = new EnumMap<>(Kind.class);

  /** What is counted; a unit that is not counted was not reached. */
  public enum Kind {
    DONE,
    RUNNING,
    READY,
    FAILED
  }

  /**
   * @param from first unit that counts
   * @param to unit behind the last one that counts
   * @param mostCells how many cells there may be
   */
  public UnitCounts(long from, long to, int mostCells) {
    if (from < 0 || to <= from || mostCells < 1) {
      throw new IllegalArgumentException(
          "no cells for units %d to %d in %d".formatted(from, to, mostCells));
    }
    this.from = from;
    this.to = to;
    this.perCell = (to - from - 1) / mostCells + 1;
    for (Kind kind : Kind.values()) {
      counts.put(kind, new long[(int) ((to - from - 1) / perCell + 1)]);
    }
  }

  /** Counts the units of a chunk that are marked; those outside of the range do not count. */
  public void add(long chunk, BitSet marked, Kind kind) {
    long first = chunk * Chunk.SIZE;
    long[] cells = cells(kind);
    for (int bit = marked.nextSetBit(0); bit >= 0; bit = marked.nextSetBit(bit + 1)) {
      long unit = first + bit;
      if (unit >= from && unit < to) {
        cells[(int) ((unit - from) / perCell)]++;
      }
    }
  }

  private long[] cells(Kind kind) {
    return Objects.requireNonNull(counts.get(kind));
  }

  public long from() {
    return from;
  }

  public long to() {
    return to;
  }

  public long perCell() {
    return perCell;
  }

  /** Counts of one kind, cell by cell. */
  public List<Long> of(Kind kind) {
    long[] cells = cells(kind);
    List<Long> all = new ArrayList<>(cells.length);
    for (long count : cells) {
      all.add(count);
    }
    return all;
  }
}
