package io.idlegrid.coordinator.domain.match;

import java.time.Duration;

/** What is forecast of a device's host load; see the predictor for the meaning of peak. */
public interface IdleOutlook {

  /** No forecast reaches further, so nothing is promised beyond. */
  Duration REACH = Duration.ofHours(1);

  /** P(the device keeps {@code wantedPercent} of its CPU free for {@code span}), 0..1. */
  double idleProbability(double wantedPercent, Duration span);

  /** Quantile of the peak host load over a span, in percent. */
  double peakQuantile(double quantile, Duration span);

  /** Longest span for which that much stays free at that risk. */
  Duration idleWindow(double wantedPercent, double risk);

  /**
   * P(the owner leaves {@code wantedPercent} of the memory free for {@code span}), 0..1; 1 of a
   * device that does not tell its memory.
   */
  double memoryProbability(double wantedPercent, Duration span);

  /** Whether it rests on anything; if not, it says that the device is never idle. */
  boolean isInformed();

  /** What the forecast rests on, in words. */
  String basis();
}
