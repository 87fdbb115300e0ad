package io.idlegrid.worker.domain.run;

import java.time.Duration;

/**
 * A stop watch that stands still while a unit is frozen. Instants are readings of a monotonic clock
 * in nanoseconds.
 *
 * @param before what had passed when it was last started or stopped
 * @param since reading at that moment
 */
public record ThawedTime(Duration before, long since, boolean running) {

  public static ThawedTime startedAt(long now) {
    return new ThawedTime(Duration.ZERO, now, true);
  }

  public ThawedTime stop(long now) {
    return new ThawedTime(passed(now), now, false);
  }

  public ThawedTime go(long now) {
    return new ThawedTime(passed(now), now, true);
  }

  public Duration passed(long now) {
    return running ? before.plusNanos(Math.max(0, now - since)) : before;
  }
}
