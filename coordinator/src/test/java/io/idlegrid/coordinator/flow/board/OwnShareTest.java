package io.idlegrid.coordinator.flow.board;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.coordinator.flow.board.OwnShare.Minute;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnShareTest {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

  private final OwnShare share = new OwnShare();

  @Test
  void aMinuteHasItsMeanAndItsPeak() {
    share.add(10, START.plusSeconds(2));
    share.add(30, START.plusSeconds(59));
    share.add(50, START.plusSeconds(60));

    assertEquals(
        List.of(new Minute(START, 20, 30), new Minute(START.plusSeconds(60), 50, 50)),
        share.lastHour(START.plusSeconds(61)));
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    share.add(Double.NaN, START);
    share.add(5, START.plusSeconds(180));

    assertEquals(
        List.of(new Minute(START.plusSeconds(180), 5, 5)), share.lastHour(START.plusSeconds(200)));
  }

  @Test
  void nothingIsOlderThanAnHour() {
    for (int minute = 0; minute < 100; minute++) {
      share.add(minute, START.plus(Duration.ofMinutes(minute)));
    }

    List<Minute> hour = share.lastHour(START.plus(Duration.ofMinutes(99)));

    assertEquals(60, hour.size());
    assertEquals(new Minute(START.plus(Duration.ofMinutes(40)), 40, 40), hour.get(0));
    assertEquals(
        List.of(), share.lastHour(START.plus(Duration.ofHours(4))), "of a device that left");
  }
}
