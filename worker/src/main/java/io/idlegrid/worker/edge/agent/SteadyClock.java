package io.idlegrid.worker.edge.agent;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * The device's clock, except that it never goes back: a lease that ended stays ended when somebody
 * sets the clock back. A leap ahead is followed, since the device may have slept.
 */
public final class SteadyClock extends Clock {

  private final Clock wall;
  private final LongSupplier nanos;
  private Instant last;
  private long lastNanos;

  /**
   * @param nanos time that passes whatever is done to the wall clock
   */
  public SteadyClock(Clock wall, LongSupplier nanos) {
    this.wall = wall;
    this.nanos = nanos;
    this.last = wall.instant();
    this.lastNanos = nanos.getAsLong();
  }

  @Override
  public synchronized Instant instant() {
    long now = nanos.getAsLong();
    Instant passed = last.plusNanos(now - lastNanos);
    Instant shown = wall.instant();
    lastNanos = now;
    last = shown.isAfter(passed) ? shown : passed;
    return last;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("leases know no zones");
  }
}
