package io.idlegrid.coordinator.domain.match;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * When a job may be done, as far as forecasts reach. Each device runs one unit after the other, at
 * its own speed, and counts only if it stays idle to the end: what one that is interrupted gets
 * done comes on top. Devices are taken to be independent of each other.
 *
 * @param after how long from now
 * @param probability that so many devices stay idle for so long
 * @param devices how many must
 */
public record Finish(Duration after, double probability, int devices) {

  private static final double SURE = 0.9;

  /** The best devices are enough to tell: others only help. */
  private static final int MOST_DEVICES = 500;

  /** Shares of the devices that are tried: with more than must stay, some may drop out. */
  private static final double[] SHARES = {1, .9, .8, .7, .6, .5, .35, .2, .1, 0};

  /**
   * A device that could start now.
   *
   * @param runtime of one unit there
   * @param staying the probability that it stays idle for a span
   */
  public record Runner(Duration runtime, ToDoubleFunction<Duration> staying) {}

  /**
   * The soonest end that is as good as sure, else the likeliest within reach. Which devices drop
   * out is not known: those that stay are taken to be the slowest.
   *
   * @param runners the best first
   */
  public static Optional<Finish> of(long units, List<Runner> runners) {
    List<Runner> devices = runners.subList(0, Math.min(MOST_DEVICES, runners.size()));
    List<Duration> slowestFirst =
        devices.stream().map(Runner::runtime).sorted(Comparator.reverseOrder()).toList();
    Optional<Finish> likeliest = Optional.empty();
    for (int needed : needs(units, devices.size())) {
      Duration after = together(units, slowestFirst.subList(0, needed));
      if (after.compareTo(IdleOutlook.REACH) > 0) {
        break;
      }
      double[] each =
          devices.stream().mapToDouble(one -> one.staying().applyAsDouble(after)).toArray();
      Finish finish = new Finish(after, atLeast(needed, each), needed);
      if (finish.probability() >= SURE) {
        return Optional.of(finish);
      }
      if (likeliest.map(best -> finish.probability() > best.probability()).orElse(true)) {
        likeliest = Optional.of(finish);
      }
    }
    return likeliest;
  }

  /**
   * How long some devices take together, each with one unit after the other.
   *
   * @param runtimes of a unit on each of them; one at least
   */
  public static Duration together(long units, List<Duration> runtimes) {
    long[] millis = runtimes.stream().mapToLong(each -> Math.max(1, each.toMillis())).toArray();
    long enough = saturated(units, Arrays.stream(millis).min().orElseThrow());
    long tooShort = 0;
    while (enough - tooShort > 1) {
      long between = tooShort + (enough - tooShort) / 2;
      if (Arrays.stream(millis).map(each -> between / each).sum() >= units) {
        enough = between;
      } else {
        tooShort = between;
      }
    }
    return Duration.ofMillis(enough);
  }

  /** A product that is not more than thousands of devices can divide without an overflow. */
  private static long saturated(long units, long millis) {
    long most = Long.MAX_VALUE >> 20;
    return units > most / millis ? most : units * millis;
  }

  /** How many devices may be needed, the most first; more than units are never. */
  private static List<Integer> needs(long units, int devices) {
    List<Integer> needs = new ArrayList<>();
    int most = (int) Math.min(units, devices);
    for (double share : SHARES) {
      int needed = (int) Math.max(1, Math.floor(most * share));
      if (most > 0 && !needs.contains(needed)) {
        needs.add(needed);
      }
    }
    return needs;
  }

  /** Probability that at least so many of independent events happen. */
  private static double atLeast(int needed, double[] probabilities) {
    double[] exactly = new double[needed + 1];
    exactly[0] = 1;
    for (double probability : probabilities) {
      // The last place gathers everything from there on.
      exactly[needed] += exactly[needed - 1] * probability;
      for (int count = needed - 1; count > 0; count--) {
        exactly[count] = exactly[count] * (1 - probability) + exactly[count - 1] * probability;
      }
      exactly[0] *= 1 - probability;
    }
    return Math.min(1, exactly[needed]);
  }
}
