package io.idlegrid.predictor;

import static io.idlegrid.predictor.Loads.START;
import static io.idlegrid.predictor.Loads.TWO_SECONDS;
import static io.idlegrid.predictor.Loads.feed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.predictor.series.LoadBucket;
import io.idlegrid.predictor.stored.CorruptStateException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceHistoryTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void gapsAndNotANumberDoNotCountAsObserved() {
    var history = new DeviceHistory();

    feed(history, START, MINUTE, TWO_SECONDS, Loads.constant(5));
    history.add(START.plusSeconds(62), TWO_SECONDS, Double.NaN);
    feed(history, START.plusSeconds(600), MINUTE, TWO_SECONDS, Loads.constant(5));

    assertEquals(Duration.ofMinutes(2), history.observed());
  }

  @Test
  void repeatedAndLateSamplesAreDropped() {
    var history = new DeviceHistory();
    Instant newest = feed(history, START, MINUTE, TWO_SECONDS, Loads.constant(5));

    feed(history, START, MINUTE, TWO_SECONDS, Loads.constant(90));

    assertEquals(MINUTE, history.observed());
    assertEquals(Optional.of(newest), history.newest());
    assertEquals(5, highestPeak(history, START, newest));
  }

  @Test
  void tenMinutesOfEarlierSamplesMeanThatTheClockWasSetBack() {
    var history = new DeviceHistory();
    feed(history, START.plus(Duration.ofDays(3)), MINUTE, TWO_SECONDS, Loads.constant(5));

    Instant now = feed(history, START, Duration.ofMinutes(11), TWO_SECONDS, Loads.constant(7));

    assertEquals(Optional.of(now), history.newest());
    assertEquals(7, highestPeak(history, START, START.plus(Duration.ofDays(9))));
  }

  @Test
  void oneSampleFarAheadIsHeldBackUntilConfirmed() {
    var history = new DeviceHistory();
    Instant now = feed(history, START, MINUTE, TWO_SECONDS, Loads.constant(5));
    Instant far = START.plus(Duration.ofDays(400));

    history.add(far, TWO_SECONDS, 50);
    Optional<Instant> afterOne = history.newest();
    history.add(far.plusSeconds(2), TWO_SECONDS, 50);

    assertEquals(Optional.of(now), afterOne);
    assertEquals(Optional.of(far.plusSeconds(2)), history.newest());
  }

  @Test
  void refusesSpansThatAreNoSamplingInterval() {
    var history = new DeviceHistory();

    assertThrows(
        IllegalArgumentException.class, () -> history.add(START, Duration.ofMinutes(10), 5));
    assertThrows(IllegalArgumentException.class, () -> history.add(START, Duration.ZERO, 5));
  }

  @Test
  void aMonthIsHeldAtFallingResolutionAndKeepsItsPeaks() {
    var history = new DeviceHistory();
    Instant burst = START.plus(Duration.ofDays(2)).plusSeconds(12);
    feed(
        history,
        START,
        Duration.ofDays(30),
        Duration.ofSeconds(60),
        second -> START.plusSeconds(second).isAfter(burst) && second < 2 * 86_400 + 73 ? 93 : 3);

    List<LoadBucket> all = history.buckets(START, START.plus(Duration.ofDays(31)));

    assertEquals(93, highestPeak(history, START, START.plus(Duration.ofDays(31))));
    assertTrue(all.size() < 7000, () -> "buckets: " + all.size());
    for (int i = 1; i < all.size(); i++) {
      Instant end = all.get(i - 1).start().plus(all.get(i - 1).length());
      assertEquals(end, all.get(i).start());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 60, 300})
  void storedBytesStayFewWhateverTheSamplingInterval(int seconds) {
    var history = new DeviceHistory();
    feed(history, START, Duration.ofDays(3), Duration.ofSeconds(seconds), Loads.bursts(1, 3));

    int early = history.toBytes().length;

    assertTrue(early < 16_000, () -> "bytes: " + early);
  }

  @Test
  void comesBackFromBytesUnchanged() throws CorruptStateException {
    var history = new DeviceHistory();
    Instant now =
        feed(history, START, Duration.ofHours(30), Duration.ofSeconds(30), Loads.bursts(4, 2));

    DeviceHistory restored = DeviceHistory.fromBytes(history.toBytes());

    assertArrayEquals(history.toBytes(), restored.toBytes());
    assertEquals(history.buckets(START, now), restored.buckets(START, now));
  }

  @Test
  void anyDamagedByteIsRefused() {
    var history = new DeviceHistory();
    feed(history, START, Duration.ofHours(1), TWO_SECONDS, Loads.bursts(4, 2));
    byte[] stored = history.toBytes();

    for (int i = 0; i < stored.length; i += 7) {
      byte[] damaged = stored.clone();
      damaged[i] ^= 0x10;
      assertThrows(CorruptStateException.class, () -> DeviceHistory.fromBytes(damaged));
    }
  }

  @Test
  void bytesOfAnotherKindOrCutOffAreRefused() {
    byte[] stored = new DeviceHistory().toBytes();
    byte[] cut = java.util.Arrays.copyOf(stored, stored.length - 1);
    byte[] foreign = "something else altogether".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    assertThrows(CorruptStateException.class, () -> DeviceHistory.fromBytes(cut));
    assertThrows(CorruptStateException.class, () -> DeviceHistory.fromBytes(foreign));
    assertThrows(CorruptStateException.class, () -> DeviceHistory.fromBytes(new byte[0]));
  }

  private static double highestPeak(DeviceHistory history, Instant from, Instant to) {
    return history.buckets(from, to).stream().mapToDouble(LoadBucket::peak).max().orElse(-1);
  }
}
