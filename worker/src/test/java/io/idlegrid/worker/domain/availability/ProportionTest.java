package io.idlegrid.worker.domain.availability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionTest {

  /** Four processors, all lent; below 15 % the owner is gone; 70 °C is the limit. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0   |      | 4.0
          14  |      | 4.0
          16  |      | 3.3
          24  |      | 3.0
          100 |      | 0.1
          0   | 62   | 4.0
          0   | 66   | 2.5
          0   | 69.9 | 1.0
          24  | 66   | 1.9
          """)
  void shrinksWithTheOwnersLoadAndWithHeat(double host, Double celsius, double cores) {
    OptionalDouble heat = celsius == null ? OptionalDouble.empty() : OptionalDouble.of(celsius);

    double allowed = new Proportion(4, 4, 15).cores(host, heat, OptionalDouble.of(70));

    assertEquals(cores, allowed, 1e-9);
  }

  @Test
  void neverGivesMoreThanIsLent() {
    assertEquals(
        1.55, new Proportion(1.55, 4, 15).cores(24, OptionalDouble.of(30), OptionalDouble.of(70)));
    assertTrue(
        new Proportion(0.05, 4, 15).cores(0, OptionalDouble.empty(), OptionalDouble.empty())
            <= 0.05);
  }
}
