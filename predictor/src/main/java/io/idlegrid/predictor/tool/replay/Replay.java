package io.idlegrid.predictor.tool.replay;

import io.idlegrid.predictor.DeviceHistory;
import io.idlegrid.predictor.Forecast;
import io.idlegrid.predictor.TreeForecaster;
import io.idlegrid.predictor.tool.trace.Epochs;
import io.idlegrid.predictor.tool.trace.Trace;
import java.io.IOException;
import java.util.List;

/**
 * One host's trace played from its first sample on. A forecast at {@code t} is made from the
 * samples up to {@code t} and from the model of the newest cut before {@code t}; the device's
 * calibration learns from each forecast once its outcome has come.
 */
public final class Replay {
  private static final double LEARN_EVERY_SECONDS = 600;

  private final Trace trace;
  private final Epochs.OfDevice epochs;
  private final List<TreeForecaster> byCut;
  private final TreeForecaster beforeCuts;
  private final double[] cuts;
  private final boolean stranger;
  private final DeviceHistory history = new DeviceHistory();
  private int next;
  private int passedOver;
  private double learntAt = Double.NEGATIVE_INFINITY;

  /** Takes each forecast when it is made. */
  interface Sink {
    void accept(Made made) throws IOException;
  }

  /**
   * @param forecast from {@code second} of the trace on
   * @param horizonSeconds span asked for
   * @param test whether the epoch is scored
   */
  public record Made(
      Trace trace,
      DeviceHistory history,
      double second,
      int horizonSeconds,
      boolean test,
      Forecast forecast) {}

  /**
   * @param byCut a forecaster per cut
   * @param beforeCuts calibrates the host on what came before the first cut; has not learnt from it
   * @param stranger whether no model has learnt from this host, so that it may be forecast before
   *     the first cut as well
   */
  Replay(
      Trace trace,
      Epochs.OfDevice epochs,
      List<TreeForecaster> byCut,
      TreeForecaster beforeCuts,
      boolean stranger) {
    this.trace = trace;
    this.epochs = epochs;
    this.byCut = byCut;
    this.beforeCuts = beforeCuts;
    this.stranger = stranger;
    cuts = Cuts.seconds(trace);
  }

  /** Returns how many epochs were too early to be forecast. */
  int run(Sink sink) throws IOException {
    for (int sample = 0; sample < trace.size(); sample++) {
      forecastBefore(trace.seconds()[sample] - 6e-4, sink);
      Samples.add(history, trace, sample);
      learn(trace.seconds()[sample]);
    }
    forecastBefore(Double.POSITIVE_INFINITY, sink);
    return passedOver;
  }

  private void learn(double second) {
    if (second - learntAt < LEARN_EVERY_SECONDS) {
      return;
    }
    learntAt = second;
    forecasterAt(second).learn(history);
  }

  private TreeForecaster forecasterAt(double second) {
    int newest = -1;
    while (newest + 1 < cuts.length && cuts[newest + 1] <= second) {
      newest++;
    }
    return newest < 0 ? beforeCuts : byCut.get(newest);
  }

  private void forecastBefore(double second, Sink sink) throws IOException {
    while (next < epochs.size() && epochs.seconds()[next] < second) {
      double at = epochs.seconds()[next];
      if (at < cuts[0] && !stranger) {
        next++;
        passedOver++;
        continue;
      }
      Forecast forecast = forecasterAt(at).forecast(history, Samples.instant(at));
      for (; next < epochs.size() && epochs.seconds()[next] == at; next++) {
        boolean test = epochs.test()[next];
        sink.accept(new Made(trace, history, at, epochs.horizons()[next], test, forecast));
      }
    }
  }
}
