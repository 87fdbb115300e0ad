package io.idlegrid.coordinator.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.coordinator.domain.fleet.Harm;
import io.idlegrid.coordinator.domain.fleet.HarmSum;
import io.idlegrid.coordinator.edge.metrics.GridMetrics;
import io.idlegrid.coordinator.given.GivenDevice;
import io.idlegrid.coordinator.given.GivenGrid;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OverlookGridTest {

  private static final Instant NOW = Instant.parse("2026-03-02T20:00:00Z");
  private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);

  @Test
  void harmOfTodayIsEveryOwnersOwnToday() {
    GivenGrid given =
        new GivenGrid(
            NOW, new GridMetrics(), new GivenDevice(1), new GivenDevice(2), new GivenDevice(3));
    given.harmed(
        GivenDevice.id(1), harm(0, Map.of(TODAY, sum(2, 90), TODAY.minusDays(1), sum(9, 9))));
    given.harmed(
        GivenDevice.id(2), harm(8, Map.of(TODAY, sum(5, 400), TODAY.plusDays(1), sum(1, 10))));

    Overview overview = given.grid().overview();

    assertEquals(sum(3, 100), overview.harmToday());
    assertEquals(2, overview.tellingHarm(), "the third lent nothing");
  }

  private static Harm harm(int hoursAhead, Map<LocalDate, HarmSum> days) {
    return new Harm(ZoneOffset.ofHours(hoursAhead), new TreeMap<>(days));
  }

  private static HarmSum sum(long suspensions, long waitedMillis) {
    return new HarmSum(
        suspensions,
        0,
        Duration.ofMillis(waitedMillis),
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        0);
  }
}
