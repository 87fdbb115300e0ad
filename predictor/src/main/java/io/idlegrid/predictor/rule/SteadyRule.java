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
 * quiet since then speaks for it. The numbers were fitted to 26 recorded hosts, on which {@code
 * forecast memory} measures {@link #RECORDED_CONFLICTS}. Bounded; not safe for use by several
 * threads.
 */
public final class SteadyRule {
  /** What starts at 1 % of stated risk met on recorded hosts: see {@code forecast memory}. */
  public static final double RECORDED_CONFLICTS = .0023;

  /** The most of them that any span and threshold met there. */
  public static final double RECORDED_WORST = .011;

  private static final double LEAST_SCALE = 7;

  /** Of new highest values, those that no slack tells of. */
  private static final double UNBOUNDED = .02;

  private static final double TRUSTED_MULTIPLE = 4;
  private static final long HALF_DAY = 43_200_000;
  private static final int LEVELS = 101;

  private final double[] highest = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
  private final double[] lowest = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
  private long half = Long.MIN_VALUE;
  private final long[] lastAbove = new long[LEVELS];
  private long newest = Long.MIN_VALUE;
  private double observedSeconds;

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
    if (threshold >= 100) {
      return 0;
    }
    if (observedSeconds <= 0) {
      return 1;
    }
    double growth = Math.max(1, spanSeconds / (TRUSTED_MULTIPLE * observedSeconds));
    return Math.min(1, growth * recordAbove(threshold, spanSeconds));
  }

  private double recordAbove(double threshold, double spanSeconds) {
    if (threshold < peak()) {
      double quiet = Math.min(quietSeconds(threshold), observedSeconds);
      return spanSeconds / (quiet + spanSeconds);
    }
    double range = peak() - Math.min(lowest[0], lowest[1]);
    double rises = Math.exp(-(threshold - peak()) / Math.max(LEAST_SCALE, range / 2));
    double rising = Math.min(1, rises + UNBOUNDED);
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
