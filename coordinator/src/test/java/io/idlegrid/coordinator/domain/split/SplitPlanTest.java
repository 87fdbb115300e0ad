package io.idlegrid.coordinator.domain.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SplitPlanTest {

  @Test
  void aRangeHasAValuePerUnit() {
    SplitPlan.Range range = new SplitPlan.Range(5, 12, 3);

    assertEquals(3, range.units());
    assertEquals(List.of(5L, 8L, 11L), List.of(range.value(0), range.value(1), range.value(2)));
  }

  @Test
  void aRangeOfTenMillionIsJustThreeNumbers() {
    assertEquals(10_000_000, new SplitPlan.Range(0, 10_000_000, 1).units());
  }

  @Test
  void refusesARangeWithoutValues() {
    assertThrows(IllegalArgumentException.class, () -> new SplitPlan.Range(3, 3, 1));
    assertThrows(
        ArithmeticException.class, () -> new SplitPlan.Range(Long.MIN_VALUE, Long.MAX_VALUE, 1));
  }

  @Test
  void aSweepHasEveryCombinationOnceAndVariesTheLastParameterFastest() {
    SplitPlan.Sweep sweep =
        new SplitPlan.Sweep(
            List.of(
                new SplitPlan.Sweep.Parameter("x", List.of(1, 2)),
                new SplitPlan.Sweep.Parameter("y", List.of("a", "b", "c"))));

    assertEquals(6, sweep.units());
    assertEquals(Map.of("x", 1, "y", "a"), sweep.combination(0));
    assertEquals(Map.of("x", 1, "y", "b"), sweep.combination(1));
    assertEquals(Map.of("x", 2, "y", "c"), sweep.combination(5));
  }

  @Test
  void theLastUnitOfAnIndexMayHaveFewerRows() {
    SplitPlan.Indexed indexed = new SplitPlan.Indexed("00", 10, 4, true);

    assertEquals(3, indexed.units());
    assertEquals(8, indexed.firstRow(2));
    assertEquals(10, indexed.endRow(2));
  }
}
