package io.idlegrid.predictor;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * A forecast read off curves of idle probabilities: one that may be promised, and one that holds
 * for this span taken alone, which quantiles are read off.
 */
record CurveForecast(
    Instant madeAt, Supplier<Basis> restsOn, IdleCurve idle, IdleCurve likely, MeanCurve load)
    implements Forecast {
  private static final Duration LONGEST = Duration.ofMinutes(60);
  private static final int BISECTIONS = 14;

  /** P(peak ≤ threshold percent over the span): rises with the threshold, falls with the span. */
  @FunctionalInterface
  interface IdleCurve {
    double probability(double threshold, double spanSeconds);
  }

  /** Expected load in percent. */
  @FunctionalInterface
  interface MeanCurve {
    double at(double secondsAhead);
  }

  /** Put into words only when asked for: words take longer than the forecast. */
  @Override
  public Basis basis() {
    return restsOn.get();
  }

  @Override
  public double idleProbability(double wantedPercent, Duration span) {
    requireShare("wanted percent", wantedPercent, 100);
    return idle.probability(100 - wantedPercent, seconds(span));
  }

  @Override
  public double peakQuantile(double quantile, Duration span) {
    requireShare("quantile", quantile, 1);
    double seconds = seconds(span);
    if (likely.probability(0, seconds) >= quantile) {
      return 0;
    }
    double low = 0;
    double high = 100;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (likely.probability(middle, seconds) >= quantile) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  @Override
  public double mean(Duration ahead) {
    if (ahead.isNegative() || ahead.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("not within an hour: " + ahead);
    }
    return Math.max(0, Math.min(100, load.at(ahead.toMillis() / 1000.0)));
  }

  @Override
  public Duration idleWindow(double wantedPercent, double risk) {
    requireShare("wanted percent", wantedPercent, 100);
    requireShare("risk", risk, 1);
    double threshold = 100 - wantedPercent;
    int longest = (int) LONGEST.toSeconds();
    if (idle.probability(threshold, longest) >= 1 - risk) {
      return LONGEST;
    }
    int safe = 0;
    int unsafe = longest;
    while (unsafe - safe > 1) {
      int middle = (safe + unsafe) / 2;
      if (idle.probability(threshold, middle) >= 1 - risk) {
        safe = middle;
      } else {
        unsafe = middle;
      }
    }
    return Duration.ofSeconds(safe);
  }

  private static double seconds(Duration span) {
    if (span.isNegative() || span.isZero() || span.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("not a span of up to an hour: " + span);
    }
    return span.toMillis() / 1000.0;
  }

  private static void requireShare(String what, double value, double most) {
    if (!(value >= 0 && value <= most)) {
      throw new IllegalArgumentException(what + " out of 0.." + most + ": " + value);
    }
  }
}
