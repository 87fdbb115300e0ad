package io.idlegrid.worker.domain.harm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class HarmLedgerTest {

  private static final LocalDate MONDAY = LocalDate.of(2026, 11, 23);

  @Test
  void countsEachSuspensionForTheDayAndForWhatRan() {
    HarmLedger ledger =
        HarmLedger.EMPTY
            .attempt(attempt("a", 5))
            .suspended(MONDAY, Duration.ofMillis(87), List.of(attempt("a", 0)))
            .falseAlarm(MONDAY)
            .suspended(MONDAY, Duration.ofMillis(13), List.of(attempt("a", 0), attempt("b", 0)));

    assertEquals(List.of(new HarmDay(MONDAY, 2, 1, 100, 0, 0, 0, 0, 0)), ledger.days());
    assertEquals(
        List.of(100L, 13L), ledger.attempts().stream().map(HarmOfAttempt::waitedMillis).toList());
    assertEquals(
        List.of(2, 1), ledger.attempts().stream().map(HarmOfAttempt::suspensions).toList());
    assertEquals(5, ledger.attempts().get(0).activeMillis(), "what is known is not forgotten");
  }

  @Test
  void countsWhatWasLent() {
    HarmLedger ledger =
        HarmLedger.EMPTY
            .lent(MONDAY, Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofMillis(3))
            .lent(MONDAY, Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofMillis(1))
            .left(MONDAY)
            .ranOn(MONDAY)
            .attempt(attempt("a", 0))
            .attempt(attempt("a", 9_000));

    assertEquals(List.of(new HarmDay(MONDAY, 0, 0, 0, 4, 4_000, 7_000, 1, 1)), ledger.days());
    assertEquals(9_000, ledger.attempts().get(0).activeMillis());
    assertEquals(1, ledger.attempts().size());
  }

  @Test
  void staysSmallForYears() {
    HarmLedger ledger = HarmLedger.EMPTY;
    for (int day = 0; day < 1_000; day++) {
      ledger = ledger.falseAlarm(MONDAY.plusDays(day)).attempt(attempt("a" + day, day));
    }

    assertEquals(HarmLedger.MOST_DAYS, ledger.days().size());
    assertEquals(MONDAY.plusDays(999), ledger.days().get(HarmLedger.MOST_DAYS - 1).date());
    assertEquals(HarmLedger.MOST_ATTEMPTS, ledger.attempts().size());
    assertEquals("a999", ledger.attempts().get(HarmLedger.MOST_ATTEMPTS - 1).name());
  }

  private static HarmOfAttempt attempt(String name, long active) {
    return new HarmOfAttempt(name, "count", "alice", Instant.EPOCH, 0, 0, active, 0);
  }
}
