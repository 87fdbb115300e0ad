package io.idlegrid.predictor.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.predictor.series.LoadSeries;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExampleRecorderTest {

  @Test
  void anExampleHoldsThePeaksThatFollowedIt() {
    List<Example> ripe = record(60, 200, minute -> minute == 100 ? 80 : 5);

    for (Example example : ripe) {
      long minute = example.madeAtMillis() / 60_000;
      for (Horizon horizon : Horizon.ALL) {
        long last = minute + horizon.millis() / 60_000;
        double expected = minute < 100 && 100 <= last ? 80 : 5;
        assertEquals(expected, example.peaks()[horizon.index()]);
      }
    }
    assertTrue(ripe.size() > 30);
  }

  @Test
  void aHorizonShorterThanTheSamplingIntervalStaysUnknown() {
    List<Example> ripe = record(300, 100, sample -> 5);

    assertTrue(ripe.stream().allMatch(e -> Float.isNaN(e.peaks()[0])));
    assertTrue(ripe.stream().allMatch(e -> e.peaks()[1] == 5));
  }

  @Test
  void aHorizonWithAGapStaysUnknown() {
    List<Example> ripe = record(60, 200, m -> m > 80 && m < 110 ? Double.NaN : 5);

    for (Example example : ripe) {
      long minute = example.madeAtMillis() / 60_000;
      boolean holed = minute < 110 && minute + 60 > 86;
      assertEquals(holed, Float.isNaN(example.peaks()[3]), () -> "at minute " + minute);
    }
  }

  private interface Load {
    double of(int sample);
  }

  private static List<Example> record(int seconds, int samples, Load load) {
    var series = new LoadSeries();
    var recorder = new ExampleRecorder(new SeriesReader(series));
    List<Example> ripe = new ArrayList<>();
    for (int i = 1; i <= samples; i++) {
      long end = 1000L * seconds * i;
      double value = load.of(i);
      if (!Double.isNaN(value)) {
        recorder.observe(end, seconds * 1000L, value, value);
        series.add(end, seconds * 1000L, value, value);
        recorder.snapshot();
        ripe.addAll(recorder.drain());
      }
    }
    return ripe;
  }
}
