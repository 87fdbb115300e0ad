package io.idlegrid.predictor;

import static io.idlegrid.predictor.Loads.START;
import static io.idlegrid.predictor.Loads.TWO_SECONDS;
import static io.idlegrid.predictor.Loads.feed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.predictor.rule.SimpleRule;
import io.idlegrid.predictor.stored.CorruptStateException;
import io.idlegrid.predictor.tree.TreeLearner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a forecaster keeps to, whatever fits its trees. */
abstract class ForecasterContract {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Trained once per learner: a fleet as it comes back from storage. */
  private static final Map<Class<?>, Trained> TRAINED = new ConcurrentHashMap<>();

  private record Trained(Stored forecaster, List<Stored> fleet) {}

  @SuppressWarnings("ArrayRecordComponent")
  private record Stored(byte[] bytes) {}

  private TreeForecaster forecaster = new TreeForecaster(small());

  abstract TreeLearner learner();

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

  @Test
  void trainingWithTooFewExamplesSaysSo() {
    TrainingReport report = forecaster.train(START);

    assertFalse(report.fitted());
    assertEquals("0 of 300 examples needed", report.detail());
  }

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

  private List<Forecast> forecastsOfAllKinds() {
    List<DeviceHistory> fleet = trainedFleet();
    Instant now = fleet.get(0).newest().orElseThrow();
    var young = new DeviceHistory();
    feed(young, now.minusSeconds(500), Duration.ofSeconds(500), TWO_SECONDS, Loads.bursts(2, 5));
    List<Forecast> forecasts = new ArrayList<>(forecaster.forecastAll(fleet, now));
    forecasts.add(0, forecaster.forecast(new DeviceHistory(), now));
    forecasts.add(forecaster.forecast(young, now));
    return forecasts;
  }

  private List<DeviceHistory> trainedFleet() {
    Trained trained = TRAINED.computeIfAbsent(getClass(), any -> train());
    try {
      forecaster = TreeForecaster.fromBytes(small(), trained.forecaster().bytes());
      List<DeviceHistory> fleet = new ArrayList<>();
      for (Stored stored : trained.fleet()) {
        fleet.add(DeviceHistory.fromBytes(stored.bytes()));
      }
      return fleet;
    } catch (CorruptStateException e) {
      throw new AssertionError(e);
    }
  }

  private Trained train() {
    List<DeviceHistory> fleet = train(forecaster);
    return new Trained(
        new Stored(forecaster.toBytes()),
        fleet.stream().map(history -> new Stored(history.toBytes())).toList());
  }

  /** Four devices from quiet to bursty over a day, and one that never changes. */
  private static List<DeviceHistory> train(TreeForecaster forecaster) {
    double[] burstsPerHour = {.02, .5, 2, 12};
    List<DeviceHistory> fleet = new ArrayList<>();
    for (int i = 0; i < burstsPerHour.length; i++) {
      fleet.add(new DeviceHistory());
    }
    fleet.add(new DeviceHistory());
    for (int hour = 0; hour < 20; hour++) {
      Instant from = START.plus(Duration.ofHours(hour));
      Duration step = Duration.ofSeconds(10);
      for (int i = 0; i < burstsPerHour.length; i++) {
        feed(fleet.get(i), from, Duration.ofHours(1), step, Loads.bursts(i, burstsPerHour[i]));
      }
      feed(fleet.get(4), from, Duration.ofHours(1), step, Loads.constant(30));
      fleet.forEach(forecaster::learn);
    }
    assertTrue(forecaster.train(START.plus(Duration.ofHours(20))).fitted());
    return fleet;
  }

  private ForecasterSettings small() {
    return new ForecasterSettings(
        learner(),
        2_000,
        300,
        3_000,
        Duration.ofSeconds(30),
        Duration.ofHours(1),
        Duration.ofSeconds(90),
        7);
  }
}
