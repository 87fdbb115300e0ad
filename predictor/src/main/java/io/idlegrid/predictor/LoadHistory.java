package io.idlegrid.predictor;

import java.time.Duration;
import java.time.Instant;

/** One device's load, as far as forecasts need it. Not safe for use by several threads. */
public interface LoadHistory {

  /**
   * Adds a mean over the span that ends at {@code end}. Samples that are not later than the newest
   * one are dropped, NaN counts as a gap.
   *
   * @param end end of the span
   * @param span length of the span, 1 s to 5 min
   * @param percent mean host load, percent of the whole device, 0..100
   */
  void add(Instant end, Duration span, double percent);

  /** How much load was seen in all, gaps not counted. */
  Duration observed();
}
