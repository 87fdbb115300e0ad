package io.idlegrid.predictor.feature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.predictor.series.LoadSeries;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesReaderTest {
  private static final double[] THRESHOLDS = {0, 10, 25, 62.5, 100};
  private static final long DAY = 86_400_000;

  @ParameterizedTest
  @ValueSource(ints = {2, 7, 60, 300})
  void whatIsKeptOfThePastReadsAsReadAfresh(int seconds) throws IOException {
    var random = new SplittableRandom(seconds);
    var series = new LoadSeries();
    var reader = new SeriesReader(series);
    long now = 40 * DAY;
    for (int i = 0; i < 1_500; i++) {
      // Gaps of seconds to days, also to the exact ends of stretches and quarters.
      double chance = random.nextDouble();
      long gap = chance < .02 ? random.nextLong(DAY) : chance < .05 ? 900_000 - now % 900_000 : 0;
      now += seconds * 1000L + gap;
      if (chance > .995) {
        now -= random.nextLong(7_200_000);
        series.cutAfter(now - seconds * 1000L);
      }
      double load = 100 * Math.pow(random.nextDouble(), 4);
      series.add(now, seconds * 1000L, load / 2, load);

      byte[] kept = bytes(reader.read());
      if (i % 5 == 0) {
        assertArrayEquals(bytes(new SeriesReader(series).read()), kept, "at sample " + i);
      }
    }
  }

  @Test
  void whatFollowedYesterdayLastWeekAndThreeWeeksAgoIsRead() {
    var series = new LoadSeries();
    long step = 60_000;
    long start = 100 * DAY;
    long now = start + 25 * DAY + 9 * 3_600_000;
    for (long at = start + step; at <= now; at += step) {
      // Busy from 9:05 to 9:15 yesterday, from 9:35 to 9:40 a week and three weeks ago.
      long ago = now - at;
      boolean yesterday = ago < DAY - 5 * step && ago >= DAY - 15 * step;
      boolean lastWeek = ago < 7 * DAY - 35 * step && ago >= 7 * DAY - 40 * step;
      boolean threeWeeks = ago < 21 * DAY - 35 * step && ago >= 21 * DAY - 40 * step;
      double load = yesterday || lastWeek || threeWeeks ? 80 : 5;
      series.add(at, step, load, load);
    }

    var past = new Past(series);

    assertEquals(80, past.monthPeaks(Horizon.QUARTER_HOUR)[0]);
    assertEquals(5, past.monthPeaks(Horizon.FIVE_MINUTES)[0]);
    assertEquals(80, past.monthPeaks(Horizon.HOUR)[6]);
    assertEquals(5, past.monthPeaks(Horizon.QUARTER_HOUR)[6]);
    assertEquals(80, past.monthPeaks(Horizon.HOUR)[20]);
    assertEquals(5, past.monthPeaks(Horizon.HOUR)[13]);
    assertEquals(5, past.monthPeaks(Horizon.QUARTER_HOUR)[20]);
    assertEquals(2, past.untilBurst(1, 100));
    assertEquals(8, past.untilBurst(7, 100));
    assertEquals(72, past.untilBurst(2, 100));
    assertEquals(75, past.ends(Horizon.QUARTER_HOUR)[0], 1);
  }

  private static byte[] bytes(Reading reading) throws IOException {
    var bytes = new ByteArrayOutputStream();
    reading.snapshot(THRESHOLDS).write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
