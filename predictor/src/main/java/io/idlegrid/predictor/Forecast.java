package io.idlegrid.predictor;

import java.time.Duration;
import java.time.Instant;

/**
 * What one device's host load is expected to do from one instant on. Immutable.
 *
 * <p><em>Peak</em> is the maximum of 2 s means of the host load, in percent of the whole device
 * (0..100). A device is <em>idle</em> for a span at a wanted share {@code C} when the peak over the
 * span stays at or below {@code 100 - C}.
 */
public interface Forecast {

  /** The newest instant that the forecast knows of; spans count from here. */
  Instant madeAt();

  /**
   * Probability that the device stays idle.
   *
   * @param wantedPercent CPU wanted, in percent of the whole device, 0..100
   * @param span how long from {@link #madeAt()}, positive, at most 60 minutes
   * @return P(peak over the span ≤ 100 − wantedPercent), 0..1; never grows when more is wanted or
   *     the span is longer
   * @throws IllegalArgumentException when an argument is out of range
   */
  double idleProbability(double wantedPercent, Duration span);

  /**
   * Quantile of the peak host load over a span.
   *
   * @param quantile 0..1, such as .99
   * @param span as for {@link #idleProbability}
   * @return percent of the whole device, 0..100; never falls when the quantile or the span grows
   */
  double peakQuantile(double quantile, Duration span);

  /**
   * Expected host load at one instant ahead, for charts.
   *
   * @param ahead from {@link #madeAt()}, zero to 60 minutes
   * @return percent of the whole device, 0..100
   */
  double mean(Duration ahead);

  /**
   * Longest span over which the device stays idle with probability at least {@code 1 - risk}.
   *
   * @param wantedPercent as for {@link #idleProbability}
   * @param risk accepted probability of a conflict, 0..1
   * @return zero to 60 minutes
   */
  Duration idleWindow(double wantedPercent, double risk);

  /** What the forecast rests on. */
  Basis basis();

  /**
   * What a forecast rests on.
   *
   * @param method {@code none}, {@code cautious}, {@code trees}, or {@code trees and} the names of
   *     the simple rules that speak where they did better on this device lately
   * @param observed how much of the device's own load was seen
   * @param detail in words, for people
   */
  record Basis(String method, Duration observed, String detail) {

    /** Whether trees speak, alone or with rules beside them. */
    public boolean isByTrees() {
      return method.startsWith("trees");
    }
  }
}
