package io.idlegrid.predictor.tool.replay;

import io.idlegrid.predictor.DeviceHistory;
import io.idlegrid.predictor.Forecast;
import io.idlegrid.predictor.TreeForecaster;
import io.idlegrid.predictor.tool.trace.Epochs;
import io.idlegrid.predictor.tool.trace.Trace;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
  private final double[] cuts;
  private final boolean stranger;
  private final DeviceHistory history = new DeviceHistory();
  private int next;
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
   * @param stranger whether the models never saw this host, so that it may be calibrated by its
   *     whole past without having been fitted on it
   */
  Replay(Trace trace, Epochs.OfDevice epochs, List<TreeForecaster> byCut, boolean stranger) {
    this.trace = trace;
    this.epochs = epochs;
    this.byCut = byCut;
    this.stranger = stranger;
    cuts = Cuts.seconds(trace);
  }

  void run(Sink sink) throws IOException {
    for (int sample = 0; sample < trace.size(); sample++) {
      forecastBefore(trace.seconds()[sample] - 6e-4, sink);
      Samples.add(history, trace, sample);
      learn(trace.seconds()[sample]);
    }
    forecastBefore(Double.POSITIVE_INFINITY, sink);
  }

  private void learn(double second) {
    if (second - learntAt < LEARN_EVERY_SECONDS) {
      return;
    }
    learntAt = second;
    TreeForecaster forecaster = forecasterAt(second);
    if (forecaster == null) {
      history.takeExamples();
    } else {
      forecaster.learn(history);
    }
  }

  private @Nullable TreeForecaster forecasterAt(double second) {
    int newest = -1;
    while (newest + 1 < cuts.length && cuts[newest + 1] <= second) {
      newest++;
    }
    if (newest < 0) {
      return stranger ? byCut.get(0) : null;
    }
    return byCut.get(newest);
  }

  private void forecastBefore(double second, Sink sink) throws IOException {
    while (next < epochs.size() && epochs.seconds()[next] < second) {
      double at = epochs.seconds()[next];
      TreeForecaster forecaster = forecasterAt(at);
      if (forecaster == null) {
        next++;
        continue;
      }
      Forecast forecast = forecaster.forecast(history, Samples.instant(at));
      for (; next < epochs.size() && epochs.seconds()[next] == at; next++) {
        boolean test = epochs.test()[next];
        sink.accept(new Made(trace, history, at, epochs.horizons()[next], test, forecast));
      }
    }
  }
}
