package io.idlegrid.predictor.tool.replay;

import io.idlegrid.predictor.DeviceHistory;
import io.idlegrid.predictor.tool.trace.Trace;
import java.time.Duration;
import java.time.Instant;

/** Hands recorded samples to a history, as a worker would report them. */
final class Samples {

  private Samples() {}

  static void add(DeviceHistory history, Trace trace, int sample) {
    history.add(instant(trace.seconds()[sample]), span(trace), trace.percent()[sample]);
  }

  /** The trace's own clock, begun on a midnight. */
  static Instant instant(double seconds) {
    return Instant.ofEpochMilli(Math.round(seconds * 1000));
  }

  static Duration span(Trace trace) {
    return Duration.ofMillis(Math.round(trace.spacing() * 1000));
  }
}
