package io.idlegrid.predictor;

import static io.idlegrid.predictor.Loads.START;
import static io.idlegrid.predictor.Loads.feed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.predictor.rule.SimpleRule;
import io.idlegrid.predictor.stored.CorruptStateException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a forecaster learns and how it is kept, whatever fits its trees. */
abstract class ForecasterStateContract extends TrainedFleet {
  @Test
  void trainingWithTooFewExamplesSaysSo() {
    TrainingReport report = forecaster.train(START);

    assertFalse(report.fitted());
    assertEquals("0 of 300 examples needed", report.detail());
  }

  @Test
  void theSameCallsGiveTheSameForecasts() {
    var other = new TreeForecaster(small());
    List<DeviceHistory> fleet = train(forecaster);
    List<DeviceHistory> twins = train(other);
    Instant now = fleet.get(0).newest().orElseThrow();

    for (int i = 0; i < fleet.size(); i++) {
      Forecast one = forecaster.forecast(fleet.get(i), now);
      Forecast two = other.forecast(twins.get(i), now);
      for (int minutes : new int[] {1, 7, 60}) {
        Duration span = Duration.ofMinutes(minutes);
        assertEquals(one.idleProbability(30, span), two.idleProbability(30, span));
      }
    }
  }

  @Test
  void comesBackFromBytesAndForecastsAlike() throws CorruptStateException {
    List<DeviceHistory> fleet = trainedFleet();
    Instant now = fleet.get(0).newest().orElseThrow();

    TreeForecaster restored = TreeForecaster.fromBytes(small(), forecaster.toBytes());

    Duration span = Duration.ofMinutes(5);
    for (DeviceHistory history : fleet) {
      assertEquals(
          forecaster.forecast(history, now).idleProbability(50, span),
          restored.forecast(history, now).idleProbability(50, span));
    }
    assertTrue(restored.train(now).fitted());
  }

  @Test
  void aDamagedModelIsRefused() {
    byte[] stored = forecaster.toBytes();
    stored[stored.length - 1] ^= 1;

    assertThrows(CorruptStateException.class, () -> TreeForecaster.fromBytes(small(), stored));
  }

  @Test
  void conflictsOnADeviceMakeItsForecastsMoreCautious() {
    List<DeviceHistory> fleet = trainedFleet();
    DeviceHistory turned = fleet.get(0);
    Instant now = turned.newest().orElseThrow();
    double before = forecaster.forecast(turned, now).idleProbability(50, Duration.ofMinutes(5));

    now = feed(turned, now, Duration.ofHours(2), Duration.ofSeconds(10), Loads.bursts(9, 6));
    forecaster.learn(turned);
    now = feed(turned, now, Duration.ofHours(1), Duration.ofSeconds(10), Loads.constant(5));

    double after = forecaster.forecast(turned, now).idleProbability(50, Duration.ofMinutes(5));
    assertTrue(after < before, () -> before + " -> " + after);
    assertTrue(turned.account().conflicts() > 0);
  }

  @Test
  void aRuleThatDidBetterHereIsNamedAndItsWordCounts() throws CorruptStateException {
    List<DeviceHistory> fleet = trainedFleet();
    DeviceHistory bursty = fleet.get(3);
    Instant now = bursty.newest().orElseThrow();
    Duration span = Duration.ofMinutes(5);
    double before = forecaster.forecast(bursty, now).idleProbability(5, span);
    var quiet = new SimpleRule.Recent(1, 1, 1, 0, 1);
    for (int i = 0; i < 900; i++) {
      bursty.fallback().learn(1, 95, i * 150_000L, false, quiet, true);
    }

    Forecast forecast = forecaster.forecast(DeviceHistory.fromBytes(bursty.toBytes()), now);

    assertEquals("trees and peak of the last hour", forecast.basis().method());
    assertTrue(forecast.basis().isByTrees());
    double after = forecast.idleProbability(5, span);
    assertTrue(after >= .99 && after >= before, () -> before + " -> " + after);
    assertTrue(forecast.idleProbability(5, Duration.ofMinutes(1)) >= after);
    assertTrue(forecast.idleProbability(0, span) >= after);
  }

  @Test
  void aDeviceThatCameBackKeepsItsNumberForItself() throws CorruptStateException {
    DeviceHistory kept = ofTwoHours();
    new TreeForecaster(small()).learn(kept);
    var afresh = new TreeForecaster(small());

    DeviceHistory back = DeviceHistory.fromBytes(kept.toBytes());
    afresh.restored(back);
    DeviceHistory other = ofTwoHours();
    afresh.learn(other);

    assertEquals(1, back.number());
    assertEquals(2, other.number());
  }

  private static DeviceHistory ofTwoHours() {
    var history = new DeviceHistory();
    feed(history, Loads.START, Duration.ofHours(2), Duration.ofSeconds(10), Loads.constant(5));
    return history;
  }
}
