package io.idlegrid.coordinator.domain.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LendingHoursTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final LendingHours NIGHTS =
      LendingHours.parse("Mon-Fri 18:00-08:00, sat-sun", BERLIN);

  private static Instant at(String local) {
    return LocalDateTime.parse(local).atZone(BERLIN).toInstant();
  }

  /** 2026-11-02 is a Monday. */
  @ParameterizedTest
  @CsvSource({
    "2026-11-02T17:59, false",
    "2026-11-02T18:00, true",
    "2026-11-03T07:59, true",
    "2026-11-03T08:00, false",
    "2026-11-07T07:00, true",
    "2026-11-07T12:00, true",
    "2026-11-08T23:59, true",
    "2026-11-09T00:00, false",
  })
  void nightsRunIntoTheNextDay(String local, boolean isLent) {
    assertEquals(isLent, NIGHTS.contain(at(local)));
  }

  @Test
  void aNightIsANightWhenTheClocksChange() {
    LendingHours summer = LendingHours.parse("sun 01:00-04:00", BERLIN);

    assertTrue(summer.contain(at("2026-03-29T03:59")), "two hours after one o'clock");
    assertFalse(summer.contain(at("2026-03-29T04:00")));
  }

  @Test
  void whatGoesOnPastTheirEndIsNotContained() {
    assertTrue(NIGHTS.contain(at("2026-11-03T07:00"), Duration.ofMinutes(59)));
    assertFalse(NIGHTS.contain(at("2026-11-03T07:30"), Duration.ofMinutes(59)));
    assertFalse(NIGHTS.contain(at("2026-11-03T07:59"), Duration.ofSeconds(90)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "mon,", "someday", "mon 8-9", "mon 25:00-26:00", "mon 08:61-09:00"})
  void whatIsNoWeekIsNamed(String week) {
    assertThrows(IllegalArgumentException.class, () -> LendingHours.parse(week, BERLIN));
  }
}
