package io.idlegrid.predictor.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.predictor.stored.CorruptStateException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JobTimesTest {
  private final DeviceSpeeds speeds = new DeviceSpeeds();
  private final SplittableRandom random = new SplittableRandom(3);

  /** About a minute on the fast device, three on the slow one. */
  private void runs(JobTimes job, String device, double factor) {
    double spread = Math.exp(.2 * (random.nextDouble() - .5));
    job.finished(device, Duration.ofMillis((long) (60_000 * factor * spread)));
  }

  @Test
  void aDeviceThatAlwaysTakesThreeTimesAsLongIsAThirdAsFast() {
    JobTimes job = new JobTimes(speeds);
    for (int i = 0; i < 100; i++) {
      runs(job, "fast", 1);
      runs(job, "slow", 3);
    }

    assertEquals(3, speeds.of("fast") / speeds.of("slow"), .4);
  }

  @Test
  void aSpeedLearntFromOneJobForetellsAnother() {
    JobTimes first = new JobTimes(speeds);
    for (int i = 0; i < 100; i++) {
      runs(first, "fast", 1);
      runs(first, "slow", 3);
    }
    JobTimes second = new JobTimes(speeds);
    for (int i = 0; i < 30; i++) {
      runs(second, "fast", 10);
    }

    double there = second.quantile(.9, "slow").orElseThrow().toSeconds();
    assertEquals(1_800, there, 600);
    assertTrue(second.quantile(.5, "slow").orElseThrow().toSeconds() < there);
  }

  @Test
  void aJobOnOneDeviceTellsNothingOfItsSpeed() {
    JobTimes job = new JobTimes(speeds);
    for (int i = 0; i < 50; i++) {
      runs(job, "only", 5);
    }

    assertEquals(1, speeds.of("only"));
  }

  @Test
  void fewComparisonsMoveASpeedLittle() {
    JobTimes job = new JobTimes(speeds);
    job.finished("fast", Duration.ofSeconds(10));
    job.finished("odd", Duration.ofSeconds(1_000));

    assertTrue(speeds.of("odd") > .3, "speed " + speeds.of("odd"));
  }

  @Test
  void theQuantileIsKeptOnUnitsThatWereNotSeen() {
    JobTimes job = new JobTimes(speeds);
    int within = 0;
    int judged = 0;
    for (int i = 0; i < 2_000; i++) {
      String device = i % 3 == 0 ? "slow" : "fast";
      double factor = device.equals("slow") ? 3 : 1;
      double millis = 60_000 * factor * Math.exp(.3 * gauss());
      if (job.count() >= 3) {
        judged++;
        within += millis <= job.quantile(.9, device).orElseThrow().toMillis() ? 1 : 0;
      }
      job.finished(device, Duration.ofMillis((long) millis));
    }

    assertTrue(within >= .88 * judged, within + " of " + judged);
    assertTrue(within <= .97 * judged, within + " of " + judged);
  }

  private double gauss() {
    double sum = 0;
    for (int i = 0; i < 12; i++) {
      sum += random.nextDouble();
    }
    return sum - 6;
  }

  @Test
  void speedsComeBackAsTheyWereKept() throws Exception {
    JobTimes job = new JobTimes(speeds);
    runs(job, "fast", 1);
    runs(job, "slow", 3);

    byte[] kept = speeds.toBytes();

    assertEquals(speeds.of("slow"), DeviceSpeeds.fromBytes(kept).of("slow"));
    kept[kept.length - 1] ^= 1;
    assertThrows(CorruptStateException.class, () -> DeviceSpeeds.fromBytes(kept));
  }

  @Test
  void whatIsRecalledTeachesTimesAndLeavesSpeedsAlone() {
    JobTimes before = new JobTimes(speeds);
    for (int i = 0; i < 50; i++) {
      runs(before, "fast", 1);
      runs(before, "slow", 3);
    }
    double slow = speeds.of("slow");

    JobTimes after = new JobTimes(speeds);
    for (int i = 0; i < 20; i++) {
      after.recalled("fast", Duration.ofSeconds(50 + i));
      after.recalled("slow", Duration.ofSeconds(150 + 3 * i));
    }

    assertEquals(slow, speeds.of("slow"));
    double expected = (double) before.quantile(.9, "slow").orElseThrow().toMillis();
    assertEquals(
        expected, (double) after.quantile(.9, "slow").orElseThrow().toMillis(), .3 * expected);
  }
}
