package io.idlegrid.coordinator.edge.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ActivityTest {

  private static final Instant START = Instant.parse("2026-11-26T08:00:00Z");

  private final Activity activity = new Activity(START);

  @Test
  void countsFromItsStartAndHowFastItGoesNow() {
    activity.received(1_000);
    activity.sent(40_000);
    activity.called();
    activity.lately(START.plusSeconds(10));
    activity.sent(500);
    activity.people(new Activity.People(3, 1));

    Activity.Lately lately = activity.lately(START.plusSeconds(20));

    assertEquals(
        new Activity.Lately(START, 1_000, 40_500, 1, 0, 50, 0, new Activity.People(3, 1)), lately);
  }

  @Test
  void figuresRestForSomeSecondsSoThatTheStreamDoesNotTellOfItself() {
    Activity.Lately first = activity.lately(START.plusSeconds(10));
    activity.sent(2_000);

    Activity.Lately soon = activity.lately(START.plusSeconds(12));

    assertEquals(first, soon);
  }

  @Test
  void whatIsOlderThanADayIsForgotten() {
    Instant now = START;
    for (int i = 0; i < 3 * 144; i++) {
      activity.called();
      now = now.plus(Duration.ofMinutes(10));
      activity.lately(now);
    }

    Activity.Lately lately = activity.lately(now.plusSeconds(10));

    assertEquals(now.plusSeconds(10).minus(Duration.ofDays(1)).plusSeconds(590), lately.since());
    assertEquals(143, lately.calls());
  }
}
