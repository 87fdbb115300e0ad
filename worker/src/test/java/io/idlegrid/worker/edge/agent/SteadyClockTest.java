package io.idlegrid.worker.edge.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

  private static final Instant START = Instant.parse("2026-11-26T08:00:00Z");

  private Instant shown = START;
  private long nanos;
  private final SteadyClock clock = new SteadyClock(new Wall(), () -> nanos);

  @Test
  void timePassesOnWhenTheWallClockIsSetBack() {
    pass(Duration.ofSeconds(5));
    Instant before = clock.instant();

    shown = shown.minus(Duration.ofDays(300));
    pass(Duration.ofSeconds(7));

    assertEquals(START.plusSeconds(5), before);
    assertEquals(START.plusSeconds(12), clock.instant());
  }

  @Test
  void aLeapAheadIsFollowed() {
    shown = shown.plus(Duration.ofHours(9));

    assertEquals(START.plus(Duration.ofHours(9)), clock.instant());
    pass(Duration.ofSeconds(1));
    assertEquals(START.plus(Duration.ofHours(9)).plusSeconds(1), clock.instant());
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
    shown = shown.plus(time);
  }

  private final class Wall extends Clock {

    @Override
    public Instant instant() {
      return shown;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
