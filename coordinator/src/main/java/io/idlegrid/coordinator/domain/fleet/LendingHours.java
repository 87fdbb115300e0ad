package io.idlegrid.coordinator.domain.fleet;

import io.idlegrid.schedule.WeeklySchedule;
import io.idlegrid.schedule.WeeklySchedule.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;

/**
 * When in a week an owner lends a device, by the clocks of a place. The device's own schedule may
 * allow less.
 *
 * @param week as it was written
 * @param zone whose clocks count, so that a night is a night when they change
 */
public record LendingHours(String week, ZoneId zone, List<Span> spans) {

  private static final Duration STEP = Duration.ofMinutes(1);

  public LendingHours {
    spans = List.copyOf(spans);
  }

  /**
   * @throws IllegalArgumentException naming the part that is wrong
   */
  public static LendingHours parse(String week, ZoneId zone) {
    WeeklySchedule schedule = WeeklySchedule.parse(week);
    return new LendingHours(schedule.text(), zone, schedule.spans());
  }

  /** Whether the device is lent then. */
  public boolean contain(Instant time) {
    return new WeeklySchedule(week, spans).contains(LocalDateTime.ofInstant(time, zone));
  }

  /** Whether the device is lent then and for some time after. */
  public boolean contain(Instant from, Duration after) {
    Instant end = from.plus(after);
    for (Instant time = from; time.isBefore(end); time = time.plus(STEP)) {
      if (!contain(time)) {
        return false;
      }
    }
    return contain(end);
  }
}
