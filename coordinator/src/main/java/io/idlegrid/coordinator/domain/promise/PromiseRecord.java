package io.idlegrid.coordinator.domain.promise;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * A device's record of promises: the last {@value #DAYS} days by day, in UTC, and the alarm.
 *
 * @param days newest last
 */
public record PromiseRecord(List<Day> days, PromiseAlarm alarm) {

  /** The window over which promises are shown. */
  public static final int DAYS = 7;

  public static final PromiseRecord EMPTY = new PromiseRecord(List.of(), PromiseAlarm.SILENT);

  public PromiseRecord {
    days = List.copyOf(days);
  }

  /**
   * One day.
   *
   * @param start midnight in UTC
   */
  public record Day(Instant start, PromiseTally tally) {}

  /** What was counted within the window. */
  public PromiseTally lately(Instant now) {
    Instant from = now.truncatedTo(ChronoUnit.DAYS).minus(DAYS - 1, ChronoUnit.DAYS);
    PromiseTally sum = PromiseTally.NONE;
    for (Day day : days) {
      if (!day.start().isBefore(from)) {
        sum = sum.plus(day.tally());
      }
    }
    return sum;
  }

  /** With something counted now. */
  public PromiseRecord counting(Instant now, PromiseTally more) {
    Instant today = now.truncatedTo(ChronoUnit.DAYS);
    List<Day> kept = new ArrayList<>(days);
    Day last = kept.isEmpty() ? null : kept.get(kept.size() - 1);
    // A clock set back counts on the newest day.
    if (last != null && !last.start().isBefore(today)) {
      kept.set(kept.size() - 1, new Day(last.start(), last.tally().plus(more)));
    } else {
      kept.add(new Day(today, more));
    }
    while (kept.size() > DAYS) {
      kept.remove(0);
    }
    return new PromiseRecord(kept, alarm);
  }

  public PromiseRecord with(PromiseAlarm newer) {
    return new PromiseRecord(days, newer);
  }
}
