package io.idlegrid.coordinator.edge.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.given.GivenDevice;
import io.idlegrid.predictor.Forecast;
import io.idlegrid.predictor.ForecasterSettings;
import io.idlegrid.predictor.TreeForecaster;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FleetSeriesTest {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final Duration STEP = Duration.ofSeconds(2);
  private static final DeviceId ONE = GivenDevice.id(1);
  private static final DeviceId TWO = GivenDevice.id(2);

  private final FleetSeries fleet =
      new FleetSeries(new TreeForecaster(ForecasterSettings.defaults()));
  private Instant now = START;

  private void pass(Duration time, DeviceId... reporting) {
    Instant end = now.plus(time);
    while (now.isBefore(end)) {
      now = now.plus(STEP);
      for (DeviceId device : reporting) {
        fleet.add(device, now, STEP, 3);
        fleet.added(device, now);
      }
    }
  }

  @Test
  void howeverLargeTheFleetIsEveryHistoryIsKeptInTime() {
    for (int number = 1; number <= 2_000; number++) {
      fleet.add(GivenDevice.id(number), now, STEP, 3);
    }
    Map<DeviceId, Instant> kept = new HashMap<>();
    int most = 0;
    for (Instant at = now; at.isBefore(now.plusSeconds(1_500)); at = at.plusSeconds(2)) {
      Instant turn = at;
      Set<DeviceId> part = fleet.historiesToKeep(turn).keySet();
      most = Math.max(most, part.size());
      part.forEach(
          device -> {
            Instant before = kept.put(device, turn);
            assertTrue(before == null || !turn.isAfter(before.plusSeconds(300)), device::value);
          });
    }

    assertEquals(2_000, kept.size());
    assertTrue(most <= 30, "at once: " + most);
  }

  @Test
  void aForecastIsMadeOnceUntilNewerLoadArrives() {
    pass(Duration.ofMinutes(10), ONE, TWO);

    Forecast first = fleet.forecast(ONE, now);
    assertSame(first, fleet.forecast(ONE, now.plusSeconds(20)));
    fleet.prepare(List.of(ONE, TWO), now.plusSeconds(20));
    assertSame(first, fleet.forecast(ONE, now.plusSeconds(20)));
    pass(STEP, ONE);

    assertNotSame(first, fleet.forecast(ONE, now));
  }

  @Test
  void loadThatComesTooLateEndsAForecast() {
    pass(Duration.ofMinutes(10), ONE);
    assertEquals("cautious", fleet.forecast(ONE, now).basis().method());

    Forecast late = fleet.forecast(ONE, now.plusSeconds(91));
    Forecast later = fleet.forecast(ONE, now.plusSeconds(100));

    assertEquals("the newest sample is 91 s old; 90 s are allowed", late.basis().detail());
    assertEquals("the newest sample is 100 s old; 90 s are allowed", later.basis().detail());
  }

  @Test
  void forecastsMadeTogetherSayWhatThoseMadeAloneDo() {
    pass(Duration.ofMinutes(10), ONE, TWO);
    double alone = fleet.forecast(TWO, now).idleProbability(25, Duration.ofMinutes(1));
    pass(STEP, ONE, TWO);

    fleet.prepare(List.of(ONE, TWO, GivenDevice.id(3)), now);

    Forecast one = fleet.forecast(ONE, now);
    assertEquals(alone, one.idleProbability(25, Duration.ofMinutes(1)), .001);
    assertEquals(one.basis(), fleet.forecast(TWO, now).basis());
    assertEquals("none", fleet.forecast(GivenDevice.id(3), now).basis().method());
  }
}
