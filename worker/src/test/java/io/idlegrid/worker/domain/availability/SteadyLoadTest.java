package io.idlegrid.worker.domain.availability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SteadyLoadTest {

  @Test
  void isAbsentBeforeTheFirstSample() {
    assertEquals(Optional.empty(), SteadyLoad.NONE.seen());
  }

  @Test
  void isTheMeanOfFewSamples() {
    HostLoad seen = after(sample(50, 10, 80), sample(50, 20, 60), sample(100, 30, 40));

    assertEquals(22.5, seen.host(), 1e-9);
    assertEquals(55, seen.own(), 1e-9);
    assertEquals(Duration.ofMillis(200), seen.span());
  }

  @Test
  void followsWithinSeconds() {
    SteadyLoad steady = SteadyLoad.NONE;
    for (int i = 0; i < 100; i++) {
      steady = steady.with(sample(50, 100, 0));
    }
    assertEquals(100, steady.mean().host(), 1e-9);

    for (int i = 0; i < 60; i++) {
      steady = steady.with(sample(50, 0, 0));
    }
    assertTrue(steady.mean().host() < 6, "still at " + steady.mean().host());
  }

  @Test
  void isNotMovedFarByOneSample() {
    SteadyLoad steady = SteadyLoad.NONE;
    for (int i = 0; i < 40; i++) {
      steady = steady.with(sample(50, 10, 0));
    }

    assertEquals(14.5, steady.with(sample(50, 100, 0)).mean().host(), 1e-9);
  }

  @Test
  void isTheNewestSampleWhereThatIsLong() {
    HostLoad seen = after(sample(2000, 90, 0), sample(2000, 4, 0));

    assertEquals(4, seen.host(), 1e-9);
  }

  private static HostLoad after(HostLoad... samples) {
    SteadyLoad steady = SteadyLoad.NONE;
    for (HostLoad sample : samples) {
      steady = steady.with(sample);
    }
    return steady.seen().orElseThrow();
  }

  private static HostLoad sample(long millis, double host, double own) {
    return new HostLoad(Duration.ofMillis(millis), host, 0, own);
  }
}
