package io.idlegrid.predictor.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyRuleTest {
  private final SteadyRule rule = new SteadyRule();
  private Instant now = Instant.parse("2026-03-02T08:00:00Z");

  private void holds(double percent, Duration time) {
    for (Duration passed = Duration.ZERO;
        passed.compareTo(time) < 0;
        passed = passed.plusSeconds(30)) {
      now = now.plusSeconds(30);
      rule.observe(now, Duration.ofSeconds(30), percent);
    }
  }

  @Test
  void beforeAnythingWasSeenNothingIsPromised() {
    assertEquals(1, rule.risk(90, 60));
  }

  @Test
  void whatStandsFarBelowIsSafeAfterMinutes() {
    holds(40, Duration.ofMinutes(5));

    assertTrue(rule.risk(80, 60) < .01, "risk " + rule.risk(80, 60));
    assertTrue(rule.risk(45, 60) > .01, "risk " + rule.risk(45, 60));
  }

  @Test
  void whatWasTakenOnceIsExpectedAgainForAWhile() {
    holds(85, Duration.ofMinutes(1));
    holds(40, Duration.ofMinutes(30));
    assertTrue(rule.risk(80, 60) > .01, "risk " + rule.risk(80, 60));

    holds(40, Duration.ofHours(11));
    assertTrue(rule.risk(80, 60) < .01, "risk " + rule.risk(80, 60));
    assertTrue(rule.risk(80, 3_600) > .05, "risk " + rule.risk(80, 3_600));
  }

  @Test
  void riskFallsWithTheThresholdAndGrowsWithTheSpan() {
    holds(30, Duration.ofMinutes(2));
    holds(50, Duration.ofMinutes(2));
    for (double span : new double[] {1, 60, 900, 3_600}) {
      for (double threshold = 0; threshold < 100; threshold += 2.5) {
        assertTrue(rule.risk(threshold, span) >= rule.risk(threshold + 2.5, span));
        assertTrue(rule.risk(threshold, span) <= rule.risk(threshold, 2 * span));
      }
    }
  }
}
