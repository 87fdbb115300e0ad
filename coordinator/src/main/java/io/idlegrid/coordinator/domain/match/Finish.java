package io.idlegrid.coordinator.domain.match;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * When a job may be done, as far as forecasts reach. Each device runs one unit after the other, and
 * counts only if it stays idle to the end: what one that is interrupted gets done comes on top.
 * Devices are taken to be independent of each other.
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
   * The soonest end that is as good as sure, else the likeliest within reach.
   *
   * @param runtime of a unit
   * @param staying for each device that could start now, the best first: the probability that it
   *     stays idle for a span
   */
  public static Optional<Finish> of(
      long units, Duration runtime, List<ToDoubleFunction<Duration>> staying) {
    List<ToDoubleFunction<Duration>> devices =
        staying.subList(0, Math.min(MOST_DEVICES, staying.size()));
    Optional<Finish> likeliest = Optional.empty();
    for (int needed : needs(units, devices.size())) {
      Duration after = runtime.multipliedBy((units + needed - 1) / needed);
      if (after.compareTo(IdleOutlook.REACH) > 0) {
        break;
      }
      double[] each = devices.stream().mapToDouble(stays -> stays.applyAsDouble(after)).toArray();
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
