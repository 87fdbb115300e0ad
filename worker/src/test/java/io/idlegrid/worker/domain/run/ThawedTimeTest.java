package io.idlegrid.worker.domain.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ThawedTimeTest {

  @Test
  void standsStillWhileFrozen() {
    ThawedTime time = ThawedTime.startedAt(100).stop(150).go(400);

    Duration passed = time.passed(410);

    assertEquals(Duration.ofNanos(60), passed);
  }

  @Test
  void repeatedFreezesAndThawsChangeNothing() {
    ThawedTime time = ThawedTime.startedAt(100).go(120).stop(150).stop(160).go(400).go(405);

    Duration passed = time.passed(410);

    assertEquals(Duration.ofNanos(60), passed);
  }
}
