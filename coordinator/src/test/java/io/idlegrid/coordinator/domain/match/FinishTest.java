package io.idlegrid.coordinator.domain.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.match.Finish.Runner;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class FinishTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void devicesThatSurelyStayIdleShareTheUnits() {
    Finish finish = Finish.of(100, devices(10, 1)).orElseThrow();

    assertEquals(new Finish(Duration.ofMinutes(10), 1, 10), finish);
  }

  @Test
  void someMayDropOutWhereAllStayingIsNotLikely() {
    Finish finish = Finish.of(100, devices(10, .9)).orElseThrow();

    // At least 8 of 10 stay: .9^10 + 10 · .9^9 · .1 + 45 · .9^8 · .01
    assertEquals(8, finish.devices());
    assertEquals(Duration.ofMinutes(13), finish.after());
    assertEquals(.9298, finish.probability(), .0001);
  }

  @Test
  void theLikeliestIsToldWhereNothingIsSure() {
    Finish finish = Finish.of(2, devices(2, .5)).orElseThrow();

    assertEquals(new Finish(Duration.ofMinutes(2), .75, 1), finish);
  }

  @Test
  void longerSpansAreAskedForTheirOwnProbability() {
    ToDoubleFunction<Duration> tiring = span -> 1 - span.toMinutes() / 100.0;

    Finish finish = Finish.of(30, List.of(new Runner(MINUTE, tiring))).orElseThrow();

    assertEquals(new Finish(Duration.ofMinutes(30), .7, 1), finish);
  }

  @Test
  void nothingIsToldBeyondTheForecastsReachOrWithoutDevices() {
    assertEquals(Optional.empty(), Finish.of(61, devices(1, 1)));
    assertEquals(Optional.empty(), Finish.of(1, List.of()));
  }

  @Test
  void aHugeJobOnManyDevicesIsCountedSafely() {
    Finish finish = Finish.of(20_000, devices(10_000, .97)).orElseThrow();

    assertTrue(finish.probability() >= .9 && finish.devices() <= 500, finish.toString());
  }

  @Test
  void eachDeviceCountsAtItsOwnSpeed() {
    Runner quick = new Runner(Duration.ofSeconds(20), span -> 1);
    Runner slow = new Runner(MINUTE, span -> 1);

    // Three quick ones for each slow one.
    assertEquals(
        new Finish(Duration.ofMinutes(10), 1, 2),
        Finish.of(40, List.of(quick, slow)).orElseThrow());
    assertEquals(
        Duration.ofSeconds(40), Finish.together(2, List.of(quick.runtime(), slow.runtime())));
  }

  @Test
  void whoeverDropsOutMayBeTheQuickest() {
    Runner quick = new Runner(Duration.ofSeconds(20), span -> .5);
    Runner slow = new Runner(MINUTE, span -> 1);

    assertEquals(
        new Finish(Duration.ofMinutes(12), 1, 1),
        Finish.of(12, List.of(quick, slow)).orElseThrow());
  }

  @Test
  void whatTakesYearsIsCountedWithoutAnOverflow() {
    Duration years = Finish.together(1L << 40, List.of(Duration.ofDays(1), Duration.ofDays(1)));

    assertTrue(years.toDays() > 100_000, years.toString());
  }

  private static List<Runner> devices(int count, double staying) {
    return Collections.nCopies(count, new Runner(MINUTE, span -> staying));
  }
}
