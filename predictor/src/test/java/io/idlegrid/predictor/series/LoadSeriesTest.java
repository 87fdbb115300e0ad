package io.idlegrid.predictor.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadSeriesTest {

  @ParameterizedTest
  @ValueSource(longs = {60_000, 300_000, 900_000, 3_600_000, 86_400_000})
  void rollingPeakNeverMissesASampleOfItsSpan(long span) {
    var series = new LoadSeries();
    var random = new SplittableRandom(3);
    int step = 10_000;
    double[] loads = new double[10_000];

    for (int i = 0; i < loads.length; i++) {
      loads[i] = random.nextDouble() < .002 ? random.nextInt(100) : 2;
      series.add((i + 1L) * step, step, loads[i], loads[i]);
      double exact = 0;
      for (int j = Math.max(0, (int) (i + 1 - span / step)); j <= i; j++) {
        exact = Math.max(exact, loads[j]);
      }
      assertTrue(i % 97 != 0 || series.peakOver(span) >= exact);
    }
  }

  @Test
  void momentsStartAsPlainMeans() {
    var series = new LoadSeries();

    series.add(2000, 2000, 10, 10);
    series.add(4000, 2000, 20, 20);

    assertEquals(15, series.mean(3), .01);
    assertEquals(5, series.deviation(3), .01);
  }

  @Test
  void idleRateIsTheShareOfPastSpansUnderTheThreshold() {
    var series = new LoadSeries();
    for (int minute = 1; minute <= 600; minute++) {
      double load = minute % 4 == 0 ? 50 : 10;
      series.add(minute * 60_000L, 60_000, load, load);
    }

    assertEquals(.75, idleRate(series, 0, 0, 30), .02);
    assertEquals(0, idleRate(series, 1, 0, 30), .02);
    assertEquals(1, idleRate(series, 1, 1, 60), 1e-6);
  }

  private static double idleRate(LoadSeries series, int horizon, int halfLife, double threshold) {
    return Objects.requireNonNull(series.idleRates(horizon, halfLife))[(int) (threshold / 2.5)];
  }

  @Test
  void quietTimeCountsFromTheLastSampleAbove() {
    var series = new LoadSeries();
    series.add(60_000, 60_000, 50, 50);
    series.add(120_000, 60_000, 5, 5);
    series.add(180_000, 60_000, 5, 5);

    assertEquals(0, series.quietSeconds()[4]);
    assertEquals(120, series.quietSeconds()[49]);
    assertEquals(180, series.quietSeconds()[50]);
  }
}
