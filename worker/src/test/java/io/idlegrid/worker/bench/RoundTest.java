package io.idlegrid.worker.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundTest {

  private static final long SECOND = 1_000_000_000L;

  /** Two processors for 30 s; bursts at 10 to 12 s and 20 to 21 s. */
  private static Round round(double lentMillis, List<Stop> stops) {
    return new Round(
        0,
        30 * SECOND,
        2,
        List.of(5.0, 5.1, 9.0, 5.2),
        List.of(
            new Burst(10 * SECOND, 12 * SECOND, 1_900), new Burst(20 * SECOND, 21 * SECOND, 1_000)),
        10_000,
        stops,
        lentMillis,
        0);
  }

  @Test
  void sharesAreOfWhatWasIdle() {
    assertEquals(80, round(40_000, List.of()).harvested(), 1e-9);
  }

  @Test
  void anAllKnowingGateStartsOnlyUnitsThatEndInTime() {
    // Gaps of 10, 8 and 9 s hold two, one and one units of 5 s: 20 of 27 s.
    Round round = round(40_000, List.of());

    assertEquals(80 / (20 / 27.0), round.harvestedOfOracle(5), 1e-9);
  }

  @Test
  void whereNoBurstComesAnAllKnowingGateStartsOneUnitAfterTheOther() {
    Round round = new Round(0, 30 * SECOND, 2, List.of(), List.of(), 10_000, List.of(), 40_000, 0);

    // Four units of 7 s in 30 s.
    assertEquals(80 / (28 / 30.0), round.harvestedOfOracle(7), 1e-9);
  }

  @Test
  void timesAreFromRiseToStopAndFromEndToReturn() {
    Round round =
        round(
            40_000,
            List.of(
                new Stop(10 * SECOND + 90_000_000, 12 * SECOND + 600_000_000, "host load 80 %"),
                new Stop(20 * SECOND + 50_000_000, 21 * SECOND + 400_000_000, "host load 80 %")));

    assertArrayEquals(new double[] {90, 50}, round.untilStopped(), 1e-9);
    assertArrayEquals(new double[] {600, 400}, round.untilBack(), 1e-9);
    assertEquals(0, round.falseStopsPerHour());
    assertEquals(0, round.missed());
  }

  @Test
  void whatHappensBeforeTheForegroundPlaysAndAfterIsNoFalseStop() {
    Round round =
        round(
            0,
            List.of(
                new Stop(-SECOND, -SECOND / 2, "host load 80 %"),
                new Stop(30 * SECOND + 1, Long.MAX_VALUE, "host load 80 %")));

    assertEquals(0, round.falseStopsPerHour());
  }

  @Test
  void aStopThatNoBurstExplainsIsFalse() {
    Round round = round(40_000, List.of(new Stop(5 * SECOND, 6 * SECOND, "host load 80 %")));

    assertEquals(1 / (27 / 3600.0), round.falseStopsPerHour(), 1e-9);
    assertEquals(
        List.of("stopped 5.00 s after the begin, in no burst: host load 80 %"), round.falseStops());
    assertEquals(100, round.missed());
  }

  @Test
  void whoLentNothingHasMissedNoBurst() {
    assertEquals(Double.NaN, round(0, List.of()).missed());
  }

  @Test
  void slowdownIsAgainstWhatWasPlanned() {
    assertEquals(3_000 / 2_900.0, round(0, List.of()).burstFactor(), 1e-9);
    assertEquals(9, round(0, List.of()).latency(0.99));
  }

  @Test
  void whatIsWithinTheSpreadIsUnresolved() {
    Sample noisy = Sample.of(new double[] {1, 2, 3});

    assertEquals("2.0 ±1.0", noisy.text("%.1f"));
    Sample close = Sample.of(new double[] {2.5, 2.5, 2.5});
    Sample far = Sample.of(new double[] {9, 9, 9});
    assertTrue(noisy.against(close, "%.1f").endsWith("unresolved"));
    assertEquals("9.0 ±0.0", far.against(noisy, "%.1f"));
    assertEquals("9.0 ±0.0 (too few rounds)", Sample.of(new double[] {9}).against(noisy, "%.1f"));
    assertEquals("-", Sample.of(new double[] {Double.NaN}).text("%.1f"));
  }
}
