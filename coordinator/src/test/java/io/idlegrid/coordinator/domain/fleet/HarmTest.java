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

  private static Harm harm(LocalDate date, long suspensions) {
    return new Harm(SHANGHAI, new TreeMap<>(Map.of(date, sum(suspensions))));
  }

  private static HarmSum sum(long suspensions) {
    return new HarmSum(
        suspensions, 0, Duration.ofMillis(80), Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
  }
}
