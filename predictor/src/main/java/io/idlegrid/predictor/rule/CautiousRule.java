package io.idlegrid.predictor.rule;

import io.idlegrid.predictor.series.LoadSeries;
import java.util.Locale;

/**
 * Risk of a conflict from the peak seen so far alone. If the samples of the past {@code S} and the
 * coming {@code D} are exchangeable, the highest of them lies ahead with probability {@code D / (S
 * + D)} (the record argument). A record rises above a threshold far over the peak so far only now
 * and then; how often was fitted to recorded hosts and generated embedded devices observed for 30 s
 * to 1 h: about {@code exp(-(threshold - 1.5 peak) / 16)}.
 */
public final class CautiousRule {
  private static final double SLACK_SCALE = 16;
  private static final double PEAK_MARGIN = 1.5;

  /** Beyond this multiple of what was observed, risk grows with the span outright. */
  private static final double TRUSTED_MULTIPLE = 4;

  private static final long DAY = 86_400_000;

  private final double observedSeconds;
  private final double peak;
  private final float[] quietSeconds;

  private CautiousRule(double observedSeconds, double peak, float[] quietSeconds) {
    this.observedSeconds = observedSeconds;
    this.peak = peak;
    this.quietSeconds = quietSeconds;
  }

  /**
   * @param series with at least one sample; what it holds later does not change the rule
   */
  public static CautiousRule of(LoadSeries series) {
    double observed = Math.min(series.observedMillis(), DAY) / 1000.0;
    return new CautiousRule(observed, series.peakOver(DAY), series.quietSeconds());
  }

  /**
   * Risk that the load rises above a threshold within a span.
   *
   * @param threshold percent, 0..100
   * @param spanSeconds positive
   * @return 0..1; never falls when the span grows or the threshold falls
   */
  public double risk(double threshold, double spanSeconds) {
    if (threshold >= 100) {
      return 0;
    }
    double growth = Math.max(1, spanSeconds / (TRUSTED_MULTIPLE * observedSeconds));
    return Math.min(1, growth * recordAbove(threshold, spanSeconds));
  }

  private double recordAbove(double threshold, double spanSeconds) {
    if (threshold < peak) {
      // The device has been above: only the quiet since then speaks for it.
      double quiet = Math.min(quietSeconds[(int) threshold], observedSeconds);
      return spanSeconds / (quiet + spanSeconds);
    }
    double rises = Math.exp(-(threshold - PEAK_MARGIN * peak) / SLACK_SCALE);
    return Math.min(1, rises) * spanSeconds / (observedSeconds + spanSeconds);
  }

  /** What the rule rests on, in words. */
  public String describe() {
    return String.format(
        Locale.ROOT, "peak %.1f %% over %.0f s of the last day", peak, observedSeconds);
  }
}
