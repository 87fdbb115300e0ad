package io.idlegrid.coordinator.domain.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HarmTest {

  private static final ZoneOffset SHANGHAI = ZoneOffset.ofHours(8);
  private static final LocalDate FIRST = LocalDate.of(2026, 11, 1);

  @Test
  void theOwnersClockSaysWhichDayIsToday() {
    Harm harm = harm(FIRST, 1).with(harm(FIRST.plusDays(1), 7));

    assertEquals(Optional.of(sum(1)), harm.today(Instant.parse("2026-11-01T15:59:59Z")));
    assertEquals(Optional.of(sum(7)), harm.today(Instant.parse("2026-11-01T16:00:00Z")));
    assertEquals(Optional.empty(), harm.today(Instant.parse("2026-11-02T16:00:00Z")));
  }

  @Test
  void aDayThatIsToldAgainReplacesItselfAndOldDaysGo() {
    Harm harm = Harm.NONE;
    for (int day = 0; day < 20; day++) {
      harm = harm.with(harm(FIRST.plusDays(day), 1)).with(harm(FIRST.plusDays(day), 2));
    }

    assertEquals(14, harm.days().size());
    assertEquals(FIRST.plusDays(6), harm.days().firstKey());
    assertEquals(sum(2), harm.days().lastEntry().getValue());
  }

  @Test
  void aDayHoldsNoMoreThanADayOnEveryCore() {
    Duration absurd = Duration.ofDays(1_000);
    HarmSum told = new HarmSum(1L << 40, 1L << 41, absurd, absurd, absurd, absurd, 1L << 42);
    Harm harm = new Harm(SHANGHAI, new TreeMap<>(Map.of(FIRST, told)));
    Instant twoHoursIn = Instant.parse("2026-10-31T18:00:00Z");

    HarmSum cut = harm.within(4, twoHoursIn).days().firstEntry().getValue();
    HarmSum whole =
        harm.within(4, twoHoursIn.plus(Duration.ofDays(3))).days().firstEntry().getValue();

    Duration most = Duration.ofHours(3);
    assertEquals(
        new HarmSum(43_200, 43_200, most, most.multipliedBy(4), most, most.multipliedBy(4), 43_200),
        cut);
    assertEquals(Duration.ofHours(25), whole.lent());
    assertEquals(Duration.ofHours(100), whole.cpu());
  }

  @Test
  void whatCanBeStaysAsItWasTold() {
    Duration lent = Duration.ofHours(5);
    HarmSum told =
        new HarmSum(
            9, 2, Duration.ofMillis(700), Duration.ofSeconds(3), lent, lent.multipliedBy(2), 1);
    Harm harm = new Harm(SHANGHAI, new TreeMap<>(Map.of(FIRST, told)));

    assertEquals(harm, harm.within(2, Instant.parse("2026-11-01T12:00:00Z")));
  }

  private static Harm harm(LocalDate date, long suspensions) {
    return new Harm(SHANGHAI, new TreeMap<>(Map.of(date, sum(suspensions))));
  }

  private static HarmSum sum(long suspensions) {
    return new HarmSum(
        suspensions, 0, Duration.ofMillis(80), Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
  }
}
