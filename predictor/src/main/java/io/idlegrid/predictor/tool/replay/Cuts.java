package io.idlegrid.predictor.tool.replay;

import io.idlegrid.predictor.tool.trace.Trace;

/**
 * When the pooled model is fitted anew, as shares of each trace: before the part on which start
 * thresholds are chosen, before the part that is scored, and half-way through that. A model fitted
 * at a cut knows of every host only what came before the same share of its trace.
 */
final class Cuts {
  static final double[] SHARES = {.52, .65, .825};

  private Cuts() {}

  /** Times of the cuts in one trace. */
  static double[] seconds(Trace trace) {
    double[] seconds = new double[SHARES.length];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = trace.secondsAt(SHARES[i]);
    }
    return seconds;
  }
}
