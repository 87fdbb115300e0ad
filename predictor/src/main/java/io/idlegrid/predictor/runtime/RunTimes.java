package io.idlegrid.predictor.runtime;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import smile.stat.distribution.TDistribution;

/**
 * How long units of one job run, learnt from finished attempts on devices of unlike speed. The
 * logarithm of time × speed is taken as normal; a quantile for the next unit is that of Student's
 * predictive distribution (Gelman et al., Bayesian Data Analysis, 3.2), wide while little is known,
 * and never under the empirical quantile once there are enough attempts to have one. Bounded; not
 * safe for use by several threads.
 *
 * <pre>{@code
 * times.finished(2.0, Duration.ofSeconds(50));      // on a device of speed 2
 * times.quantile(.95, 1.0);                         // at most this long on a device of speed 1
 * }</pre>
 */
public final class RunTimes {
  private static final int RECENT = 64;

  /** Prior spread, a factor of 1.6 either way, worth one attempt: a first guess is never exact. */
  private static final double PRIOR_VARIANCE = .22;

  private final double[] recent = new double[RECENT];
  private long count;
  private double mean;
  private double squares;

  /** The quantile that was asked for last, as a logarithm; asked for every pair of a match. */
  private double lastProbability = Double.NaN;

  private double lastLog;

  /**
   * @param speed of the device relative to a reference, positive; 1 where nothing is known
   * @param ran how long the attempt ran, without the time it was suspended
   * @throws IllegalArgumentException when the speed is not positive and finite, or the time
   *     negative
   */
  public void finished(double speed, Duration ran) {
    requireSpeed(speed);
    if (ran.isNegative()) {
      throw new IllegalArgumentException("negative run time " + ran);
    }
    double log = Math.log(Math.max(1, ran.toMillis()) * speed);
    recent[(int) (count % RECENT)] = log;
    count++;
    lastProbability = Double.NaN;
    double step = log - mean;
    mean += step / count;
    squares += step * (log - mean);
  }

  /** Attempts learnt from. */
  public long count() {
    return count;
  }

  /**
   * The time within which a unit finishes with the given probability; empty before the first
   * finished attempt.
   *
   * @param probability 0.5 for the usual time, .95 for a safe one; inside 0..1
   * @param speed of the device that would run it
   */
  public Optional<Duration> quantile(double probability, double speed) {
    requireSpeed(speed);
    if (!(probability > 0 && probability < 1)) {
      throw new IllegalArgumentException("probability out of 0..1: " + probability);
    }
    if (count == 0) {
      return Optional.empty();
    }
    if (probability != lastProbability) {
      lastLog = Math.max(predictive(probability), empirical(probability));
      lastProbability = probability;
    }
    double millis = Math.exp(lastLog) / speed;
    return Optional.of(Duration.ofMillis((long) Math.min(millis, Long.MAX_VALUE / 2.0)));
  }

  private double predictive(double probability) {
    double spread = Math.sqrt((PRIOR_VARIANCE + squares) / count * (1 + 1.0 / count));
    return mean + new TDistribution((int) Math.min(count, 1000)).quantile(probability) * spread;
  }

  /** Conformal quantile of the recent attempts; minus infinity while they are too few for it. */
  private double empirical(double probability) {
    int held = (int) Math.min(count, RECENT);
    int rank = (int) Math.ceil(probability * (held + 1));
    if (rank > held) {
      return Double.NEGATIVE_INFINITY;
    }
    double[] sorted = Arrays.copyOf(recent, held);
    Arrays.sort(sorted);
    return sorted[rank - 1];
  }

  private static void requireSpeed(double speed) {
    if (!(speed > 0) || Double.isInfinite(speed)) {
      throw new IllegalArgumentException("speed must be positive: " + speed);
    }
  }
}
