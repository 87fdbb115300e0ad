package io.idlegrid.coordinator.edge.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.flow.port.ForecastSource.Load;
import io.idlegrid.coordinator.given.GivenDevice;
import io.idlegrid.predictor.DeviceHistory;
import io.idlegrid.predictor.ForecasterSettings;
import io.idlegrid.predictor.series.LoadBucket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Forty days of one device, reported every two seconds, as the coordinator keeps them. */
class MonthOfHistoryTest {

  private static final DeviceId DEVICE = GivenDevice.id(1);
  private static final Duration SPAN = Duration.ofSeconds(2);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int DAYS = 40;
  private static final int PER_DAY = 43_200;

  /** CPU and memory together; what a fleet of ten thousand needs is ten thousand times that. */
  private static final int MOST_BYTES = 24_000;

  /** Ten seconds for an hour, a minute for a day, five for eight days, a quarter for 31 days. */
  private static final int MOST_BUCKETS = 360 + 1_500 + 8 * 288 + 24 + 31 * 96;

  private final PredictorForecasts forecasts =
      PredictorForecasts.fresh(ForecasterSettings.defaults().withSeed(1));
  private final SplittableRandom random = new SplittableRandom(5);
  private final TreeMap<Instant, Double> spikes = new TreeMap<>();

  @Test
  void aMonthIsKeptWithItsPeaksInBoundedSpace() {
    List<Integer> sizes = new ArrayList<>();
    for (int day = 0; day < DAYS; day++) {
      live(day);
      sizes.add(bytes());
    }

    Instant end = START.plus(Duration.ofDays(DAYS));
    DeviceHistory history = forecasts.load().history(DEVICE).orElseThrow();
    List<LoadBucket> buckets = history.buckets(START, end);
    assertTrue(sizes.stream().allMatch(size -> size < MOST_BYTES), sizes.toString());
    assertTrue(buckets.size() < MOST_BUCKETS, buckets.size() + " buckets");
    assertTrue(
        !buckets.get(0).start().isBefore(end.minus(Duration.ofDays(32))), "older than a month");
    assertTrue(!buckets.get(0).start().isAfter(end.minus(Duration.ofDays(30))), "not a month");
    keepsPeaks(buckets);
    becomesCoarser(buckets, end);
  }

  private void live(int day) {
    for (int sample = 1; sample <= PER_DAY; sample += 15) {
      List<Load> report = new ArrayList<>();
      for (int i = 0; i < 15; i++) {
        Instant end = START.plus(Duration.ofDays(day)).plusSeconds(2L * (sample + i));
        boolean isSpike = random.nextInt(PER_DAY / 24) == 0;
        double host = isSpike ? 40 + random.nextInt(60) : 2 + 2 * random.nextDouble();
        if (isSpike) {
          spikes.put(end, host);
        }
        report.add(new Load(end, SPAN, host, 0, 40 + random.nextDouble()));
      }
      forecasts.observe(DEVICE, report, report.get(report.size() - 1).end());
    }
  }

  private int bytes() {
    return forecasts.load().history(DEVICE).orElseThrow().toBytes().length
        + forecasts.memory().series().history(DEVICE).orElseThrow().toBytes().length;
  }

  /** A bucket's peak is the highest of its two-second means, however coarse it is. */
  private void keepsPeaks(List<LoadBucket> buckets) {
    for (LoadBucket bucket : buckets) {
      Instant until = bucket.start().plus(bucket.length());
      double highest =
          spikes.subMap(bucket.start(), false, until, true).values().stream()
              .mapToDouble(Double::doubleValue)
              .max()
              .orElse(0);
      assertTrue(
          bucket.peak() >= highest && bucket.peak() <= Math.max(highest, 4) + .5,
          bucket + " holds a mean of " + highest);
    }
  }

  private static void becomesCoarser(List<LoadBucket> buckets, Instant end) {
    for (LoadBucket bucket : buckets) {
      Duration age = Duration.between(bucket.start(), end);
      Duration finest =
          age.compareTo(Duration.ofMinutes(50)) < 0
              ? Duration.ofSeconds(10)
              : age.compareTo(Duration.ofHours(23)) < 0
                  ? Duration.ofMinutes(1)
                  : age.compareTo(Duration.ofDays(7)) < 0
                      ? Duration.ofMinutes(5)
                      : Duration.ofMinutes(15);
      assertTrue(bucket.length().compareTo(finest) <= 0, bucket + " at the age of " + age);
    }
    assertEquals(Duration.ofMinutes(15), buckets.get(0).length());
  }
}
