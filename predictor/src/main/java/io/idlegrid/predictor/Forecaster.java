package io.idlegrid.predictor;

import java.time.Instant;

/** Makes forecasts from what is known of a device's load. Safe for use by several threads. */
public interface Forecaster {

  /**
   * Forecasts from {@code now} on. A history without recent samples, or too short to say anything,
   * yields a forecast whose {@link Forecast#idleProbability} is 0, and whose basis says why.
   *
   * @param history the device's load up to {@code now}; forecasts are made from its newest sample,
   *     and not made at all where that is well ahead of {@code now}
   */
  Forecast forecast(LoadHistory history, Instant now);
}
