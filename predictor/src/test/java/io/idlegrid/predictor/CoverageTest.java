package io.idlegrid.predictor;

import static io.idlegrid.predictor.Loads.START;
import static io.idlegrid.predictor.Loads.feed;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Stationary bursts, where what was learnt holds: promises and quantiles must be kept. */
class CoverageTest {
  private static final Duration STEP = Duration.ofSeconds(30);
  private static final int DEVICES = 12;
  private static final int LEARNT_HOURS = 48;
  private static final int JUDGED_HOURS = 48;
  private static final Duration SPAN = Duration.ofMinutes(5);

  private static int starts;
  private static int conflicts;
  private static int idle;
  private static int within90;
  private static int within99;
  private static int judged;

  @BeforeAll
  static void walkForward() {
    var forecaster = new TreeForecaster(ForecasterSettings.defaults());
    List<DeviceHistory> fleet = new ArrayList<>();
    for (int i = 0; i < DEVICES; i++) {
      fleet.add(new DeviceHistory());
    }
    for (int hour = 0; hour < LEARNT_HOURS; hour++) {
      anHour(forecaster, fleet, hour);
    }
    assertTrue(forecaster.train(START).fitted());
    for (int hour = LEARNT_HOURS; hour < LEARNT_HOURS + JUDGED_HOURS; hour++) {
      anHour(forecaster, fleet, hour);
      for (int device = 0; device < DEVICES; device++) {
        judge(forecaster, fleet.get(device), device, hour + 1);
      }
    }
  }

  private static void anHour(TreeForecaster forecaster, List<DeviceHistory> fleet, int hour) {
    for (int i = 0; i < DEVICES; i++) {
      Instant from = START.plus(Duration.ofHours(hour));
      feed(fleet.get(i), from, Duration.ofHours(1), STEP, Loads.bursts(i, burstsPerHour(i)));
      forecaster.learn(fleet.get(i));
    }
  }

  private static double burstsPerHour(int device) {
    return device % 3 == 0 ? .02 : device % 3 == 1 ? .3 : 3;
  }

  private static void judge(
      TreeForecaster forecaster, DeviceHistory history, int device, int hour) {
    Instant now = START.plus(Duration.ofHours(hour));
    Forecast forecast = forecaster.forecast(history, now);
    double peak = 0;
    for (long second = 30; second <= SPAN.toSeconds(); second += 30) {
      long at = hour * 3600L + second;
      peak = Math.max(peak, Loads.bursts(device, burstsPerHour(device)).applyAsDouble(at));
    }
    boolean stayed = peak <= 50;
    boolean start = forecast.idleProbability(50, SPAN) >= .99;
    starts += start ? 1 : 0;
    conflicts += start && !stayed ? 1 : 0;
    idle += stayed ? 1 : 0;
    within90 += peak <= forecast.peakQuantile(.9, SPAN) ? 1 : 0;
    within99 += peak <= forecast.peakQuantile(.99, SPAN) ? 1 : 0;
    judged++;
  }

  @Test
  void thePromisedConflictRateIsKept() {
    // Three standard errors of a rate of 1 % in as many starts.
    double most = .01 + 3 * Math.sqrt(.01 / starts);
    assertTrue(conflicts <= most * starts, () -> conflicts + " conflicts in " + starts);
  }

  @Test
  void mostOfTheIdleTimeIsUsedOnQuietDevices() {
    assertTrue(starts > idle / 4, () -> starts + " starts of " + idle);
  }

  @Test
  void quantilesCoverWhatTheySay() {
    assertTrue(within90 >= .85 * judged, () -> within90 + " of " + judged);
    assertTrue(within99 >= .97 * judged, () -> within99 + " of " + judged);
  }
}
