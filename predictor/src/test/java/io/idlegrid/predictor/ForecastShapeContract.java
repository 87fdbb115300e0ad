package io.idlegrid.predictor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What forecasts keep to, whatever fits the trees behind them. */
abstract class ForecastShapeContract extends TrainedFleet {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void idleProbabilityNeverGrowsWithTheShareOrTheSpan() {
    for (Forecast forecast : forecastsOfAllKinds()) {
      for (int wanted = 0; wanted <= 100; wanted += 3) {
        double before = 1;
        for (int seconds = 1; seconds <= 3600; seconds += 37) {
          Duration span = Duration.ofSeconds(seconds);
          double probability = forecast.idleProbability(wanted, span);
          assertTrue(probability >= 0 && probability <= before, forecast.basis()::toString);
          assertTrue(forecast.idleProbability(Math.max(0, wanted - 1), span) >= probability);
          before = probability;
        }
      }
    }
  }

  @Test
  void peakQuantilesNeverFallWithTheQuantileOrTheSpanAndAgreeWithProbabilities() {
    for (Forecast forecast : forecastsOfAllKinds()) {
      for (int minutes : new int[] {1, 4, 5, 20, 60}) {
        Duration span = Duration.ofMinutes(minutes);
        double before = 0;
        for (double quantile : new double[] {0, .1, .5, .9, .95, .99, 1}) {
          double peak = forecast.peakQuantile(quantile, span);
          assertTrue(peak >= before && peak <= 100);
          assertTrue(forecast.peakQuantile(quantile, span.dividedBy(2)) <= peak);
          boolean nothing = forecast.basis().method().equals("none");
          assertTrue(nothing || forecast.idleProbability(100 - peak, span) >= quantile - 1e-9);
          before = peak;
        }
      }
    }
  }

  @Test
  void theIdleWindowKeepsTheRisk() {
    for (Forecast forecast : forecastsOfAllKinds()) {
      Duration window = forecast.idleWindow(40, .05);

      assertTrue(window.isZero() || forecast.idleProbability(40, window) >= .95);
      boolean whole = window.equals(Duration.ofHours(1));
      assertTrue(whole || forecast.idleProbability(40, window.plusSeconds(1)) < .95);
    }
  }

  @Test
  void argumentsOutOfRangeAreRefused() {
    Forecast forecast = forecastsOfAllKinds().get(1);

    assertThrows(IllegalArgumentException.class, () -> forecast.idleProbability(101, MINUTE));
    assertThrows(IllegalArgumentException.class, () -> forecast.idleProbability(50, Duration.ZERO));
    assertThrows(
        IllegalArgumentException.class, () -> forecast.idleProbability(50, Duration.ofMinutes(61)));
    assertThrows(IllegalArgumentException.class, () -> forecast.peakQuantile(1.1, MINUTE));
    assertThrows(IllegalArgumentException.class, () -> forecast.mean(Duration.ofSeconds(-1)));
    assertThrows(IllegalArgumentException.class, () -> forecast.idleWindow(50, Double.NaN));
  }

  @Test
  void devicesForecastTogetherAreForecastAsAlone() {
    List<DeviceHistory> fleet = new ArrayList<>(trainedFleet());
    fleet.add(2, new DeviceHistory());
    Instant now = fleet.get(0).newest().orElseThrow();
    for (int round = 0; round < 3; round++) {
      // What the forecasts of one round are asked for is worked out together in the next.
      List<Forecast> together = forecaster.forecastAll(fleet, now);
      for (int i = 0; i < fleet.size(); i++) {
        Forecast alone = forecaster.forecast(fleet.get(i), now);
        for (int wanted = 5 + i; wanted <= 95; wanted += 15) {
          for (int minutes : new int[] {1, 7, 15, 60}) {
            Duration span = Duration.ofMinutes(minutes);
            assertEquals(
                alone.idleProbability(wanted, span), together.get(i).idleProbability(wanted, span));
            assertEquals(alone.peakQuantile(.9, span), together.get(i).peakQuantile(.9, span));
          }
        }
        assertEquals(alone.basis(), together.get(i).basis());
      }
    }
  }

  @Test
  void theMeanStartsAtTheLoadNow() {
    List<DeviceHistory> fleet = trainedFleet();
    Instant now = fleet.get(0).newest().orElseThrow();

    for (DeviceHistory history : fleet) {
      Forecast forecast = forecaster.forecast(history, now);
      assertEquals(history.series().last(), forecast.mean(Duration.ZERO), .01);
      assertEquals(
          forecast.mean(Duration.ofSeconds(299)), forecast.mean(Duration.ofSeconds(301)), 2);
    }
  }
}
