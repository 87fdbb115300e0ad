package io.idlegrid.predictor.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExamplePoolTest {
  private static final int CAPACITY = 1_000;
  private static final long EVERY = TimeUnit.MINUTES.toMillis(10);
  private static final Snapshot SNAPSHOT = new Snapshot(1);

  private final ExamplePool pool = new ExamplePool(CAPACITY, 1);

  @ParameterizedTest
  @ValueSource(ints = {5, 50, 500})
  void whatIsRememberedDoesNotDependOnHowManyDevicesThereAre(int devices) {
    long now = offer(pool, 0, TimeUnit.DAYS.toMillis(60), devices);

    double[] days = ages(now);
    assertEquals(CAPACITY, days.length);
    assertEquals(7, days[CAPACITY / 2], 2, "half of it is older than a week");
    assertTrue(days[CAPACITY / 10] < 2, "the newest are in it");
    assertEquals(Math.min(devices, 100), Math.min(100, devicesHeld()), "and everybody");
  }

  @Test
  void aYoungPoolIsAnEvenSampleOfAllThatItWasOffered() {
    long now = offer(pool, 0, TimeUnit.DAYS.toMillis(1), 100);

    double[] days = ages(now);
    for (int tenth = 1; tenth < 10; tenth++) {
      assertEquals(tenth / 10.0, days[CAPACITY * tenth / 10], .06);
    }
  }

  @Test
  void aRestoredPoolGoesOnAsIfItHadNeverStopped() throws IOException {
    long now = offer(pool, 0, TimeUnit.DAYS.toMillis(3), 20);
    var bytes = new ByteArrayOutputStream();
    pool.write(new DataOutputStream(bytes));
    ExamplePool restored = new ExamplePool(CAPACITY, 1);
    restored.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

    offer(pool, now, TimeUnit.DAYS.toMillis(3), 20);
    offer(restored, now, TimeUnit.DAYS.toMillis(3), 20);

    assertEquals(madeAt(pool), madeAt(restored));
  }

  @Test
  void whatIsTooMuchForASmallerPoolIsLeftOut() throws IOException {
    offer(pool, 0, TimeUnit.DAYS.toMillis(3), 20);
    var bytes = new ByteArrayOutputStream();
    pool.write(new DataOutputStream(bytes));
    var in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    ExamplePool smaller = new ExamplePool(10, 1);

    smaller.read(in);

    assertEquals(10, smaller.size());
    assertEquals(0, in.available());
  }

  /** Every device gives an example every ten minutes; returns the end. */
  private static long offer(ExamplePool to, long from, long length, int devices) {
    long end = from + length;
    for (long at = from; at < end; at += EVERY) {
      for (int device = 1; device <= devices; device++) {
        to.add(new Example(device, SNAPSHOT, at, at, new float[4], new float[4], new float[4][1]));
      }
    }
    return end;
  }

  private double[] ages(long now) {
    double[] days =
        pool.examples().stream()
            .mapToDouble(each -> (now - each.madeAtMillis()) / (double) TimeUnit.DAYS.toMillis(1))
            .toArray();
    Arrays.sort(days);
    return days;
  }

  private int devicesHeld() {
    return pool.examples().stream().map(Example::device).collect(Collectors.toSet()).size();
  }

  private static List<Long> madeAt(ExamplePool of) {
    return of.examples().stream().map(Example::madeAtMillis).toList();
  }
}
