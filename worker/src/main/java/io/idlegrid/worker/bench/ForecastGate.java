package io.idlegrid.worker.bench;

import io.idlegrid.predictor.DeviceHistory;
import io.idlegrid.predictor.Forecast;
import io.idlegrid.predictor.ForecasterSettings;
import io.idlegrid.predictor.TreeForecaster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Asks the product's forecaster, at the owner's risk of 1 %. The device's past is the first part of
 * the trace, or a day of the same kind of bursts with other random numbers; it is learnt from and
 * judged by on the way, as a coordinator does. A trace is played in time lapse, so the forecaster
 * is asked in the trace's own time.
 */
final class ForecastGate implements Gatekeeper {

  private static final double RISK = 0.01;

  /** From 25 % of host load on units have to stop, so that much less has to stay free. */
  private static final double WANTED = 75;

  private static final Duration LEARN_EVERY = Duration.ofMinutes(3);
  private static final int TRAININGS = 4;

  /** A day of one device holds half the examples that a fleet is asked for. */
  private static final int LEAST_EXAMPLES = 100;

  private final DeviceHistory history = new DeviceHistory();
  private final TreeForecaster forecaster =
      new TreeForecaster(ForecasterSettings.defaults().withLeastExamples(LEAST_EXAMPLES));
  private final Duration step;
  private final Duration unit;
  private Instant now;
  private Instant learntAt;

  /**
   * @param past percent a step, oldest first
   * @param begin of the past
   * @param step from one row of the trace to the next, in the trace's time; played in {@link
   *     Foreground#ROW_MILLIS}
   * @param unit how long a unit runs, as it is played
   */
  ForecastGate(List<Double> past, Instant begin, Duration step, Duration unit) {
    this.step = step;
    this.unit = step.multipliedBy(unit.toMillis()).dividedBy(Foreground.ROW_MILLIS);
    now = begin;
    learntAt = begin;
    int trainEvery = Math.max(1, past.size() / TRAININGS);
    for (int row = 1; row <= past.size(); row++) {
      add(past.get(row - 1));
      if (row % trainEvery == 0) {
        forecaster.train(now);
      }
    }
  }

  @Override
  public synchronized void saw(double hostPercent) {
    add(hostPercent);
  }

  @Override
  public synchronized boolean mayStart() {
    return forecast().idleProbability(WANTED, unit) >= 1 - RISK;
  }

  synchronized Forecast forecast() {
    return forecaster.forecast(history, now);
  }

  private void add(double percent) {
    now = now.plus(step);
    history.add(now, step, percent);
    if (!now.isBefore(learntAt.plus(LEARN_EVERY))) {
      learntAt = now;
      forecaster.learn(history);
    }
  }
}
