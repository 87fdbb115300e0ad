package io.idlegrid.predictor.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RunTimesTest {

  @Test
  void nothingIsKnownBeforeTheFirstAttempt() {
    assertEquals(Optional.empty(), new RunTimes().quantile(.95, 1));
  }

  @Test
  void aSlowerDeviceTakesLonger() {
    RunTimes times = learnt(50);

    double slow = seconds(times, .5, .5);
    double fast = seconds(times, .5, 2);

    assertEquals(4, slow / fast, .01);
    assertEquals(100, seconds(times, .5, 1), 15);
  }

  @Test
  void littleKnowledgeMeansAWideSpread() {
    double early = seconds(learnt(2), .95, 1) / seconds(learnt(2), .5, 1);
    double late = seconds(learnt(200), .95, 1) / seconds(learnt(200), .5, 1);

    assertTrue(early > 2 * late, () -> early + " against " + late);
  }

  @Test
  void aQuantileCoversItsShareOfLaterAttempts() {
    RunTimes times = learnt(60);
    var random = new SplittableRandom(99);
    int within = 0;

    for (int i = 0; i < 1000; i++) {
      within += drawn(random, 1) <= seconds(times, .95, 1) ? 1 : 0;
    }

    assertTrue(within >= 930, "covered " + within);
  }

  @Test
  void speedsAndProbabilitiesOutOfRangeAreRefused() {
    var times = new RunTimes();

    assertThrows(IllegalArgumentException.class, () -> times.finished(0, Duration.ofSeconds(1)));
    assertThrows(IllegalArgumentException.class, () -> times.finished(1, Duration.ofSeconds(-1)));
    assertThrows(IllegalArgumentException.class, () -> times.quantile(1, 1));
  }

  private static RunTimes learnt(int attempts) {
    var times = new RunTimes();
    var random = new SplittableRandom(5);
    for (int i = 0; i < attempts; i++) {
      double speed = .5 + 2 * random.nextDouble();
      times.finished(speed, Duration.ofMillis((long) (1000 * drawn(random, speed))));
    }
    return times;
  }

  /** Lognormal seconds around 100 at speed 1. */
  private static double drawn(SplittableRandom random, double speed) {
    return 100 / speed * Math.exp(.2 * random.nextGaussian());
  }

  private static double seconds(RunTimes times, double probability, double speed) {
    return times.quantile(probability, speed).orElseThrow().toMillis() / 1000.0;
  }
}
