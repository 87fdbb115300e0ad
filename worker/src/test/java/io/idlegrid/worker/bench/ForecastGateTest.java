package io.idlegrid.worker.bench;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForecastGateTest {

  private static final Instant BEGIN = Instant.parse("2026-01-05T00:00:00Z");
  private static final Duration STEP = Duration.ofSeconds(2);
  private static final Duration UNIT = Duration.ofSeconds(5);
  private static final int STEPS_OF_AN_HOUR = 1_800;

  @Test
  void itForecastsByTreesAndOpensWhereAnOwnerIsIdleForLong() {
    ForecastGate gate = new ForecastGate(hoursInTurn(), BEGIN, STEP, UNIT);

    seesForMinutes(gate, 20, 12);

    assertTrue(gate.forecast().basis().isByTrees(), () -> "" + gate.forecast().basis());
    assertTrue(gate.mayStart());
  }

  @Test
  void itIsClosedWhileTheOwnerIsBusy() {
    ForecastGate gate = new ForecastGate(hoursInTurn(), BEGIN, STEP, UNIT);

    seesForMinutes(gate, 20, 90);

    assertFalse(gate.mayStart());
  }

  /** A day of three idle hours and one busy hour in turn. */
  private static List<Double> hoursInTurn() {
    List<Double> percents = new ArrayList<>();
    for (int hour = 0; hour < 24; hour++) {
      for (int step = 0; step < STEPS_OF_AN_HOUR; step++) {
        percents.add(hour % 4 == 3 ? 90.0 : 12.0);
      }
    }
    return percents;
  }

  private static void seesForMinutes(ForecastGate gate, int minutes, double percent) {
    for (int step = 0; step < minutes * 30; step++) {
      gate.saw(percent);
    }
  }
}
