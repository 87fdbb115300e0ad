package io.idlegrid.predictor;

import static io.idlegrid.predictor.Loads.START;
import static io.idlegrid.predictor.Loads.TWO_SECONDS;
import static io.idlegrid.predictor.Loads.feed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When and on what a forecaster speaks, whatever fits its trees. */
abstract class ForecasterContract extends TrainedFleet {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void nothingIsForecastBeforeThirtySeconds() {
    var history = new DeviceHistory();
    Instant now = feed(history, START, Duration.ofSeconds(28), TWO_SECONDS, Loads.constant(1));

    Forecast forecast = forecaster.forecast(history, now);

    assertEquals("none", forecast.basis().method());
    assertEquals("load was observed too briefly; 2 s more are needed", forecast.basis().detail());
    assertEquals(0, forecast.idleProbability(1, Duration.ofSeconds(1)));
    assertEquals(100, forecast.peakQuantile(.5, MINUTE));
    assertEquals(Duration.ZERO, forecast.idleWindow(1, .01));
  }

  @Test
  void anEmptyHistoryYieldsAForecastOfNothing() {
    Forecast forecast = forecaster.forecast(new DeviceHistory(), START);

    assertEquals("none", forecast.basis().method());
    assertEquals(START, forecast.madeAt());
  }

  @Test
  void aVeryQuietDeviceIsTrustedForMinutesAfterThirtySeconds() {
    var history = new DeviceHistory();
    Instant now = feed(history, START, Duration.ofSeconds(30), TWO_SECONDS, Loads.constant(1));

    Forecast forecast = forecaster.forecast(history, now);

    assertEquals("cautious", forecast.basis().method());
    assertFalse(forecast.basis().isByTrees());
    assertTrue(forecast.idleProbability(25, Duration.ofMinutes(2)) >= .99);
    assertTrue(forecast.idleProbability(25, Duration.ofMinutes(15)) < .99);
    assertTrue(forecast.idleProbability(90, MINUTE) < .99);
  }

  @Test
  void aBusyDeviceIsNotTrusted() {
    var history = new DeviceHistory();
    Instant now = feed(history, START, Duration.ofMinutes(30), TWO_SECONDS, Loads.constant(80));

    Forecast forecast = forecaster.forecast(history, now);

    assertEquals(0, forecast.idleProbability(25, MINUTE), 1e-3);
    assertEquals(Duration.ZERO, forecast.idleWindow(50, .01));
  }

  @Test
  void staleSamplesAndSamplesFromTheFutureYieldNothing() {
    var history = new DeviceHistory();
    Instant now = feed(history, START, Duration.ofMinutes(30), TWO_SECONDS, Loads.constant(1));

    Forecast late = forecaster.forecast(history, now.plusSeconds(100));
    Forecast early = forecaster.forecast(history, now.minusSeconds(100));

    assertEquals("none", late.basis().method());
    assertEquals("the newest sample is 100 s old; 90 s are allowed", late.basis().detail());
    assertEquals("none", early.basis().method());
    assertEquals(0, early.idleProbability(10, MINUTE));
  }

  @Test
  void afterALongSilenceHalfAMinuteIsNeededAgain() {
    var history = new DeviceHistory();
    feed(history, START, Duration.ofMinutes(30), TWO_SECONDS, Loads.constant(1));
    Instant back = START.plus(Duration.ofHours(3));

    Instant soon = feed(history, back, Duration.ofSeconds(10), TWO_SECONDS, Loads.constant(1));
    String first = forecaster.forecast(history, soon).basis().method();
    Instant later = feed(history, soon, Duration.ofSeconds(20), TWO_SECONDS, Loads.constant(1));

    assertEquals("none", first);
    assertEquals("cautious", forecaster.forecast(history, later).basis().method());
  }

  @Test
  void treesSpeakOnceTheFleetAndTheDeviceAreOldEnough() {
    List<DeviceHistory> fleet = trainedFleet();
    Instant now = fleet.get(0).newest().orElseThrow();
    var young = new DeviceHistory();
    feed(young, now.minus(MINUTE), MINUTE, TWO_SECONDS, Loads.constant(1));

    Forecast quiet = forecaster.forecast(fleet.get(0), now);
    Forecast bursty = forecaster.forecast(fleet.get(3), now);

    assertEquals("trees", quiet.basis().method());
    assertEquals("cautious", forecaster.forecast(young, now).basis().method());
    double wanted = 50;
    Duration span = Duration.ofMinutes(15);
    assertTrue(quiet.idleProbability(wanted, span) > .9);
    assertTrue(bursty.idleProbability(wanted, span) < .5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 60, 300})
  void anySamplingIntervalIsForecastFrom(int seconds) {
    trainedFleet();
    var history = new DeviceHistory();
    Duration step = Duration.ofSeconds(seconds);
    Instant now = feed(history, START, Duration.ofHours(5), step, Loads.constant(4));

    Forecast forecast = forecaster.forecast(history, now);

    assertEquals("trees", forecast.basis().method());
    assertTrue(forecast.idleProbability(50, Duration.ofMinutes(15)) > .9);
    assertEquals(4, forecast.mean(Duration.ofMinutes(5)), 1.5);
  }

  @Test
  void aQuietDeviceWhoseClockJumpedIsForecastAgain() {
    trainedFleet();
    var history = new DeviceHistory();
    Instant now = feed(history, START, Duration.ofHours(5), TWO_SECONDS, Loads.constant(4));
    Instant ahead = now.plus(Duration.ofDays(40));

    now = feed(history, ahead, Duration.ofHours(1), TWO_SECONDS, Loads.constant(4));

    Forecast forecast = forecaster.forecast(history, now);
    assertEquals("trees", forecast.basis().method());
    assertTrue(forecast.idleProbability(50, MINUTE) > .9);
  }

  @Test
  void gapsOfAFewSamplesChangeLittle() {
    var whole = new DeviceHistory();
    var holed = new DeviceHistory();
    trainedFleet();
    Instant now = feed(whole, START, Duration.ofHours(6), TWO_SECONDS, Loads.constant(5));
    feed(holed, START, Duration.ofHours(6), TWO_SECONDS, s -> s % 50 < 4 ? Double.NaN : 5);

    Forecast one = forecaster.forecast(whole, now);
    Forecast two = forecaster.forecast(holed, now);

    Duration span = Duration.ofMinutes(5);
    assertEquals(one.idleProbability(50, span), two.idleProbability(50, span), .05);
  }
}
