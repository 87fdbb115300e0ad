package io.idlegrid.predictor.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.predictor.series.LoadSeries;
import org.junit.jupiter.api.Test;

class CautiousRuleTest {

  @Test
  void longerObservationIsTrustedForLongerSpans() {
    CautiousRule brief = CautiousRule.of(quiet(30));
    CautiousRule hours = CautiousRule.of(quiet(4 * 3600));

    assertTrue(brief.risk(75, 120) <= .01);
    assertTrue(brief.risk(75, 600) > .01);
    assertTrue(hours.risk(75, 3600) <= .01);
  }

  @Test
  void aThresholdThatWasCrossedIsOnlyTrustedByTheQuietSince() {
    LoadSeries series = quiet(1000);
    series.add(1_002_000, 2000, 90, 90);
    for (int second = 1004; second <= 1102; second += 2) {
      series.add(second * 1000L, 2000, 2, 2);
    }

    CautiousRule rule = CautiousRule.of(series);

    assertEquals(.5, rule.risk(75, 100), 1e-9);
  }

  @Test
  void theWholeDeviceIsNeverExceeded() {
    assertEquals(0, CautiousRule.of(quiet(30)).risk(100, 3600));
  }

  private static LoadSeries quiet(int seconds) {
    var series = new LoadSeries();
    for (int second = 2; second <= seconds; second += 2) {
      series.add(second * 1000L, 2000, 2, 2);
    }
    return series;
  }
}
