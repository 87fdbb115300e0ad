package io.idlegrid.coordinator.domain.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.idlegrid.coordinator.domain.unit.UnitCounts.Kind;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnitCountsTest {

  private static BitSet bits(int from, int to) {
    BitSet bits = new BitSet();
    bits.set(from, to);
    return bits;
  }

  @Test
  void cellsAreOfEqualSizeButTheLast() {
    UnitCounts counts = new UnitCounts(0, 10, 4);

    counts.add(0, bits(0, 10), Kind.DONE);

    assertEquals(3, counts.perCell());
    assertEquals(List.of(3L, 3L, 3L, 1L), counts.of(Kind.DONE));
    assertEquals(List.of(0L, 0L, 0L, 0L), counts.of(Kind.FAILED));
  }

  @Test
  void onlyTheRangeCounts() {
    UnitCounts counts = new UnitCounts(Chunk.SIZE - 2, Chunk.SIZE + 2, 2);

    counts.add(0, bits(0, Chunk.SIZE), Kind.READY);
    counts.add(1, bits(1, Chunk.SIZE), Kind.READY);

    assertEquals(List.of(2L, 1L), counts.of(Kind.READY));
  }

  @Test
  void aMillionUnitsFitIntoAThousandCells() {
    UnitCounts counts = new UnitCounts(0, 1_000_000, 1_000);
    BitSet one = new BitSet();
    one.set(734_512 % Chunk.SIZE);

    counts.add(734_512 / Chunk.SIZE, one, Kind.FAILED);

    assertEquals(1_000, counts.of(Kind.FAILED).size());
    assertEquals(1L, counts.of(Kind.FAILED).get(734));
  }

  @Test
  void refusesARangeOfNothing() {
    assertThrows(IllegalArgumentException.class, () -> new UnitCounts(5, 5, 10));
    assertThrows(IllegalArgumentException.class, () -> new UnitCounts(0, 5, 0));
  }
}
