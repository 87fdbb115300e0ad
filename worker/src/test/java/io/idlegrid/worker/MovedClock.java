package io.idlegrid.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** The device's clock, which somebody sets again and again; in between it goes on. */
final class MovedClock extends Clock {

  private final ZoneId zone;
  private volatile Duration ahead = Duration.ZERO;

  MovedClock(ZoneId zone) {
    this.zone = zone;
  }

  void move(Duration by) {
    ahead = ahead.plus(by);
  }

  void set(LocalDateTime shown) {
    ahead = Duration.between(Instant.now(), shown.atZone(zone));
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    throw new UnsupportedOperationException("a device has one zone");
  }
}
