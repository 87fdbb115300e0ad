package io.idlegrid.predictor;

import static io.idlegrid.predictor.Loads.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.predictor.stored.CorruptStateException;
import io.idlegrid.predictor.tree.HistogramLearner;
import io.idlegrid.predictor.tree.SmileLearner;
import io.idlegrid.predictor.tree.TreeLearner;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A stationary series with bursts at random, seen through gaps, clock jumps and restarts, or at
 * another interval: what is promised is kept as well as on the series that is whole.
 */
class DisturbedSeriesTest {
  private static final int DEVICES = 12;
  private static final int TAUGHT_HOURS = 30;
  private static final int LIVED_HOURS = 44;
  private static final int JUDGED_FROM_HOUR = 12;
  private static final int STEP = 10;
  private static final Duration SPAN = Duration.ofMinutes(5);
  private static final double[] BURSTS_PER_HOUR = {.02, .3, 3};

  private static final Map<Learner, byte[]> TAUGHT = new EnumMap<>(Learner.class);
  private static final Map<Learner, Tally> WHOLE = new EnumMap<>(Learner.class);

  private static TreeLearner small(Learner learner) {
    return switch (learner) {
      case SMILE -> new SmileLearner(40, 12, 20, .15, .7);
      case HISTOGRAM -> new HistogramLearner(40, 16, 40, .15, .6, .7, 5, 64);
    };
  }

  /** What comes between a device's load and what is heard of it. */
  private enum Disturbance {
    NONE,
    /** One sample in ten is no number, stretches of minutes and of hours are missing. */
    GAPS {
      @Override
      boolean isHeard(int device, long second) {
        return !chance(device, second / 600, .1) && !chance(device + 100, second / 10_800, .1);
      }

      @Override
      double told(int device, long second, double load) {
        return chance(device + 200, second, .1) ? Double.NaN : load;
      }
    },
    /** Every seven hours the clock is set: two hours ahead, then twenty minutes back. */
    CLOCK_JUMPS {
      @Override
      long clock(long second) {
        long sets = second / 25_200;
        return second + (sets + 1) / 2 * 7_200 - sets / 2 * 1_200;
      }
    },
    /** Every five hours four minutes of silence, and the history comes back from storage. */
    RESTARTS {
      @Override
      boolean isHeard(int device, long second) {
        return second % 18_000 >= 240;
      }

      @Override
      DeviceHistory kept(DeviceHistory history, long second) throws CorruptStateException {
        return second % 18_000 == 240 ? DeviceHistory.fromBytes(history.toBytes()) : history;
      }
    };

    boolean isHeard(int device, long second) {
      return true;
    }

    double told(int device, long second, double load) {
      return load;
    }

    long clock(long second) {
      return second;
    }

    DeviceHistory kept(DeviceHistory history, long second) throws CorruptStateException {
      return history;
    }

    private static boolean chance(int seed, long slot, double probability) {
      return new SplittableRandom(seed * 7_919L + slot).nextDouble() < probability;
    }
  }

  /** Judged forecasts of trees. */
  private static final class Tally {
    private int asked;
    private int judged;
    private int within90;
    private int within99;
    private int idle;
    private int starts;
    private int conflicts;

    void judge(Forecast forecast, double peak) {
      asked++;
      if (!forecast.basis().isByTrees()) {
        return;
      }
      judged++;
      within90 += peak <= forecast.peakQuantile(.9, SPAN) ? 1 : 0;
      within99 += peak <= forecast.peakQuantile(.99, SPAN) ? 1 : 0;
      boolean stayed = peak <= 50;
      boolean start = forecast.idleProbability(50, SPAN) >= .99;
      idle += stayed ? 1 : 0;
      starts += start ? 1 : 0;
      conflicts += start && !stayed ? 1 : 0;
    }

    double coverage(int within) {
      return (double) within / judged;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d of %d by trees, within .9: %.3f, .99: %.3f, %d conflicts in %d starts of %d idle",
          judged,
          asked,
          coverage(within90),
          coverage(within99),
          conflicts,
          starts,
          idle);
    }
  }

  private static LongToDoubleFunction load(int device) {
    return Loads.spells(device, BURSTS_PER_HOUR[device % BURSTS_PER_HOUR.length], 300);
  }

  private static ForecasterSettings settings(Learner learner) {
    return new ForecasterSettings(
        small(learner),
        6_000,
        300,
        6_000,
        Duration.ofSeconds(30),
        Duration.ofHours(1),
        Duration.ofSeconds(90),
        7);
  }

  /** A forecaster that a fleet of the same kind taught, whole series of 30 s. */
  private static synchronized TreeForecaster taught(Learner learner) throws CorruptStateException {
    byte[] bytes = TAUGHT.get(learner);
    if (bytes == null) {
      var teacher = new TreeForecaster(settings(learner));
      for (int device = 0; device < DEVICES; device++) {
        var history = new DeviceHistory();
        for (int hour = 0; hour < TAUGHT_HOURS; hour++) {
          Loads.feed(
              history,
              START.plus(Duration.ofHours(hour)),
              Duration.ofHours(1),
              Duration.ofSeconds(30),
              load(1_000 + device));
          teacher.learn(history);
        }
      }
      assertTrue(teacher.train(START).fitted());
      bytes = teacher.toBytes();
      TAUGHT.put(learner, bytes);
    }
    return TreeForecaster.fromBytes(settings(learner), bytes);
  }

  private static Tally live(Learner learner, Disturbance disturbance, int step, int devices)
      throws CorruptStateException {
    TreeForecaster forecaster = taught(learner);
    var tally = new Tally();
    for (int device = 0; device < devices; device++) {
      live(forecaster, device, disturbance, step, tally);
    }
    return tally;
  }

  private static void live(
      TreeForecaster forecaster, int device, Disturbance disturbance, int step, Tally tally)
      throws CorruptStateException {
    var history = new DeviceHistory();
    LongToDoubleFunction load = load(device);
    for (long second = step; second <= LIVED_HOURS * 3_600L; second += step) {
      history = disturbance.kept(history, second);
      Instant now = START.plusSeconds(disturbance.clock(second));
      if (disturbance.isHeard(device, second)) {
        double told = disturbance.told(device, second, load.applyAsDouble(second));
        history.add(now, Duration.ofSeconds(step), told);
      }
      if (second % 600 == 0) {
        forecaster.learn(history);
        if (second >= JUDGED_FROM_HOUR * 3_600L) {
          tally.judge(forecaster.forecast(history, now), peakAfter(load, second, step));
        }
      }
    }
  }

  /** Of what really came, heard or not. */
  private static double peakAfter(LongToDoubleFunction load, long second, int step) {
    double peak = 0;
    for (long at = second + step; at <= second + SPAN.toSeconds(); at += step) {
      peak = Math.max(peak, load.applyAsDouble(at));
    }
    return peak;
  }

  private static synchronized Tally whole(Learner learner) throws CorruptStateException {
    Tally known = WHOLE.get(learner);
    if (known == null) {
      known = live(learner, Disturbance.NONE, STEP, DEVICES);
      WHOLE.put(learner, known);
    }
    return known;
  }

  private static void keepsWhatItSays(Tally tally) {
    assertTrue(tally.coverage(tally.within90) >= .86, tally::toString);
    assertTrue(tally.coverage(tally.within99) >= .97, tally::toString);
    // Three standard errors; a burst of five minutes breaks two forecasts made ten minutes apart.
    double most = .01 + 3 * Math.sqrt(2 * .01 / Math.max(1, tally.starts));
    assertTrue(tally.conflicts <= most * tally.starts, tally::toString);
  }

  @ParameterizedTest
  @EnumSource(Learner.class)
  void theWholeSeriesIsTheMeasure(Learner learner) throws CorruptStateException {
    Tally tally = whole(learner);

    keepsWhatItSays(tally);
    assertEquals(tally.asked, tally.judged, tally::toString);
    assertTrue(tally.starts > tally.idle / 4, tally::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "SMILE,GAPS", "SMILE,CLOCK_JUMPS", "SMILE,RESTARTS",
    "HISTOGRAM,GAPS", "HISTOGRAM,CLOCK_JUMPS", "HISTOGRAM,RESTARTS"
  })
  void disturbancesDoNotMoveTheCoverage(Learner learner, Disturbance disturbance)
      throws CorruptStateException {
    Tally tally = live(learner, disturbance, STEP, DEVICES);

    keepsWhatItSays(tally);
    Tally whole = whole(learner);
    String both = disturbance + ": " + tally + "; whole: " + whole;
    assertEquals(whole.coverage(whole.within90), tally.coverage(tally.within90), .04, both);
    assertEquals(whole.coverage(whole.within99), tally.coverage(tally.within99), .02, both);
    assertTrue(tally.judged > .6 * whole.judged, both);
    double share = (double) tally.starts / tally.judged;
    assertTrue(share > .6 * whole.starts / whole.judged, both);
  }

  @ParameterizedTest
  @CsvSource({
    "SMILE,1,3", "SMILE,2,6", "SMILE,60,12", "SMILE,300,12",
    "HISTOGRAM,1,3", "HISTOGRAM,2,6", "HISTOGRAM,60,12", "HISTOGRAM,300,12"
  })
  void anyIntervalKeepsWhatItSays(Learner learner, int step, int devices)
      throws CorruptStateException {
    Tally tally = live(learner, Disturbance.NONE, step, devices);

    keepsWhatItSays(tally);
    assertEquals(tally.asked, tally.judged, tally::toString);
  }

  @Test
  void aDisturbedSeriesIsReallyDisturbed() throws CorruptStateException {
    var jumped = new DeviceHistory();
    var holed = new DeviceHistory();
    for (long second = STEP; second <= 36_000; second += STEP) {
      Instant set = START.plusSeconds(Disturbance.CLOCK_JUMPS.clock(second));
      jumped.add(set, Duration.ofSeconds(STEP), 5);
      if (Disturbance.GAPS.isHeard(0, second)) {
        double told = Disturbance.GAPS.told(0, second, 5);
        holed.add(START.plusSeconds(second), Duration.ofSeconds(STEP), told);
      }
    }

    assertEquals(START.plusSeconds(43_200), jumped.newest().orElseThrow());
    assertTrue(holed.observed().toSeconds() < 34_000, holed.observed()::toString);
  }
}
