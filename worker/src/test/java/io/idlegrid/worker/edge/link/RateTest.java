package io.idlegrid.worker.edge.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateTest {

  private static final long LEAST = 4 << 10;
  private final Rate rate = new Rate();

  @Test
  void aCacheHasToReachAQuarterOfTheCoordinator() {
    rate.note(400 << 10, TimeUnit.SECONDS.toNanos(4));

    assertEquals(25 << 10, rate.leastOfACache(LEAST));
  }

  @Test
  void aSlowSiteMakesNoCacheTooSlow() {
    rate.note(300 << 10, TimeUnit.SECONDS.toNanos(300));

    assertEquals(LEAST, rate.leastOfACache(LEAST));
  }

  @Test
  void aFastCoordinatorAsksNoMoreThanIsEnough() {
    rate.note(100 << 20, TimeUnit.SECONDS.toNanos(1));

    assertEquals(256 << 10, rate.leastOfACache(LEAST));
  }

  @Test
  void aFewBytesTellNothing() {
    rate.note(100, TimeUnit.MICROSECONDS.toNanos(1));

    assertEquals(LEAST, rate.leastOfACache(LEAST));
  }
}
