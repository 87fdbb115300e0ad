package io.idlegrid.coordinator.edge.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.fleet.HarmSum;
import io.idlegrid.coordinator.domain.promise.Promise.Fate;
import io.idlegrid.coordinator.domain.promise.PromiseTally;
import io.idlegrid.coordinator.flow.Overview;
import io.idlegrid.coordinator.given.GivenDevice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Promises to owners are series, beside what was promised. */
class GridMetricsTest {

  private static final PromiseTally TALLY =
      PromiseTally.NONE
          .with(Fate.BROKEN, .01, true)
          .with(Fate.KEPT, .03, false)
          .with(Fate.KEPT, .01, false)
          .with(Fate.KEPT, .03, false)
          .with(List.of(10.0, 20.0, 30.0, 40.0), 25)
          .with(100, 50, 20);

  private final GridMetrics metrics = new GridMetrics();

  private static double value(String text, String series) {
    return text.lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + series + " in\n" + text));
  }

  private static Overview overview(int broken) {
    return new Overview(Map.of(), 0, 0, 0, 0, 0, 0, 0, TALLY, broken, HarmSum.NONE, 0, 4);
  }

  @Test
  void everyDeviceShowsWhatItMetBesideWhatWasPromised() {
    String text = metrics.scrape(overview(0), Map.of(GivenDevice.id(1), TALLY));

    String device = "{device=\"d-00000001\"}";
    assertEquals(.25, value(text, "idlegrid_device_conflict_rate" + device), 1e-9);
    assertEquals(.02, value(text, "idlegrid_device_promised_rate" + device), 1e-9);
    assertEquals(1, value(text, "idlegrid_device_coverage" + device), 1e-9);
    assertEquals(.4, value(text, "idlegrid_device_harvest_share" + device), 1e-9);
  }

  @Test
  void theFleetShowsItsCoverageAndTheAlarms() {
    metrics.alarm();
    metrics.promise(Fate.BROKEN);
    String text = metrics.scrape(overview(3), Map.of());

    assertEquals(.25, value(text, "idlegrid_promise_rate_met"), 1e-9);
    assertEquals(.02, value(text, "idlegrid_promise_rate_promised"), 1e-9);
    assertEquals(0, value(text, "idlegrid_forecast_coverage{quantile=\"0.9\"}"), 1e-9);
    assertEquals(1, value(text, "idlegrid_forecast_coverage{quantile=\"0.95\"}"), 1e-9);
    assertEquals(3, value(text, "idlegrid_promise_broken_devices"), 1e-9);
    assertEquals(4, value(text, "idlegrid_caches_stale_layers"), 1e-9);
    assertEquals(1, value(text, "idlegrid_promise_alarms_total"), 1e-9);
    assertEquals(1, value(text, "idlegrid_promises_total{fate=\"broken\"}"), 1e-9);
  }

  @Test
  void aLargeFleetIsShownAsAWhole() {
    Map<DeviceId, PromiseTally> many = new HashMap<>();
    for (int i = 0; i <= DeviceGauges.MOST_DEVICES; i++) {
      many.put(GivenDevice.id(i), TALLY);
    }

    assertFalse(metrics.scrape(overview(0), many).contains("{device="));
    many.remove(GivenDevice.id(0));
    assertTrue(metrics.scrape(overview(0), many).contains("{device="));
  }
}
