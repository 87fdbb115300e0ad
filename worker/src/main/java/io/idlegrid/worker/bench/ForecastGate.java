package io.idlegrid.worker.bench;

import io.idlegrid.predictor.DeviceHistory;
import io.idlegrid.predictor.ForecasterSettings;
import io.idlegrid.predictor.TreeForecaster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Asks the product's forecaster, at the owner's risk of 1 %. The device's past is the first part of
 * the trace, or two hours of the same kind of bursts with other random numbers.
 */
final class ForecastGate implements Gatekeeper {

  private static final double RISK = 0.01;

  /** From 25 % of host load on units have to stop, so that much less has to stay free. */
  private static final double WANTED = 75;

  private static final Duration STEP = Duration.ofSeconds(2);

  private final DeviceHistory history = new DeviceHistory();
  private final TreeForecaster forecaster = new TreeForecaster(ForecasterSettings.defaults());
  private final Duration unit;
  private Instant now;

  /**
   * @param past percent a step, oldest first
   */
  ForecastGate(List<Double> past, Duration unit) {
    this.unit = unit;
    this.now = Instant.now().minus(STEP.multipliedBy(past.size()));
    past.forEach(this::add);
    forecaster.learn(history);
    forecaster.train(now);
  }

  @Override
  public synchronized void saw(double hostPercent) {
    add(hostPercent);
  }

  @Override
  public synchronized boolean mayStart() {
    return forecaster.forecast(history, now).idleProbability(WANTED, unit) >= 1 - RISK;
  }

  private void add(double percent) {
    now = now.plus(STEP);
    history.add(now, STEP, percent);
  }
}
