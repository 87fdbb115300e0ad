package io.idlegrid.predictor.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Risk that a quantity which mostly stands still, such as the memory that an owner uses, rises
 * above a threshold. The record argument of {@link CautiousRule}, with another slack: a new highest
 * value exceeds the highest so far by more than {@code m} with probability about {@code exp(-m /
 * scale)}, where the scale is half the range seen, and at least seven percent, since programs come
 * whole; and one in fifty exceeds it by anything. Where it was above the threshold before, only the
 * quiet since then speaks for it. The numbers were fitted to 26 recorded hosts; what such numbers
 * risk on hosts that they were not fitted to, {@code forecast memory} measures: {@link
 * #RECORDED_CONFLICTS}. Bounded; not safe for use by several threads.
 */
public final class SteadyRule {
  /**
   * What starts at 1 % of stated risk met on recorded hosts, by numbers that were fitted to other
   * data sets: see {@code forecast memory}.
   */
  public static final double RECORDED_CONFLICTS = .0029;

  /** The most of them that any span and threshold met there. */
  public static final double RECORDED_WORST = .024;

  /** What the rule was fitted with. */
  public static final Numbers FITTED = new Numbers(7, .5, .02, 4);

  private static final long HALF_DAY = 43_200_000;
  private static final int LEVELS = 101;

  private final double[] highest = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
  private final double[] lowest = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
  private long half = Long.MIN_VALUE;
  private final long[] lastAbove = new long[LEVELS];
  private long newest = Long.MIN_VALUE;
  private double observedSeconds;

  /**
   * The numbers that a trial may choose otherwise.
   *
   * @param leastScale of the exponential, in percent
   * @param rangeShare scale in parts of the range seen, where that is more
   * @param unbounded of new highest values, those that no slack tells of
   * @param trustedMultiple spans of so many times what was seen are trusted
   */
  public record Numbers(
      double leastScale, double rangeShare, double unbounded, double trustedMultiple) {}

  public SteadyRule() {
    Arrays.fill(lastAbove, Long.MIN_VALUE);
  }

  /** Takes a value that held for a span; values must come in order of time. */
  public void observe(Instant end, Duration span, double percent) {
    long now = Math.floorDiv(end.toEpochMilli(), HALF_DAY);
    if (now != half) {
      boolean follows = now == half + 1;
      highest[1] = follows ? highest[0] : Double.NEGATIVE_INFINITY;
      lowest[1] = follows ? lowest[0] : Double.POSITIVE_INFINITY;
      highest[0] = Double.NEGATIVE_INFINITY;
      lowest[0] = Double.POSITIVE_INFINITY;
      half = now;
    }
    highest[0] = Math.max(highest[0], percent);
    lowest[0] = Math.min(lowest[0], percent);
    newest = end.toEpochMilli();
    lastAbove[(int) Math.max(0, Math.min(LEVELS - 1, percent))] = newest;
    observedSeconds = Math.min(86_400, observedSeconds + span.toMillis() / 1000.0);
  }

  /** How much was seen, at most a day. */
  public Duration observed() {
    return Duration.ofMillis((long) (observedSeconds * 1000));
  }

  /** Highest value of the last half day to day. */
  public double peak() {
    return Math.max(highest[0], highest[1]);
  }

  /**
   * Risk that the quantity rises above a threshold within a span.
   *
   * @param threshold percent, 0..100
   * @param spanSeconds positive
   * @return 0..1; never falls when the span grows or the threshold falls; 1 before anything was
   *     seen
   */
  public double risk(double threshold, double spanSeconds) {
    return risk(threshold, spanSeconds, FITTED);
  }

  /** The same with other numbers. */
  public double risk(double threshold, double spanSeconds, Numbers numbers) {
    if (threshold >= 100) {
      return 0;
    }
    if (observedSeconds <= 0) {
      return 1;
    }
    double growth = Math.max(1, spanSeconds / (numbers.trustedMultiple() * observedSeconds));
    return Math.min(1, growth * recordAbove(threshold, spanSeconds, numbers));
  }

  private double recordAbove(double threshold, double spanSeconds, Numbers numbers) {
    if (threshold < peak()) {
      double quiet = Math.min(quietSeconds(threshold), observedSeconds);
      return spanSeconds / (quiet + spanSeconds);
    }
    double range = peak() - Math.min(lowest[0], lowest[1]);
    double scale = Math.max(numbers.leastScale(), numbers.rangeShare() * range);
    double rises = Math.exp(-(threshold - peak()) / scale);
    double rising = Math.min(1, rises + numbers.unbounded());
    return rising * spanSeconds / (observedSeconds + spanSeconds);
  }

  /** Seconds since the quantity was above a threshold, to the percent below it. */
  private double quietSeconds(double threshold) {
    long last = Long.MIN_VALUE;
    for (int level = (int) Math.max(0, threshold); level < LEVELS; level++) {
      last = Math.max(last, lastAbove[level]);
    }
    return last == Long.MIN_VALUE ? observedSeconds : (newest - last) / 1000.0;
  }
}
