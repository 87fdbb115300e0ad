package io.idlegrid.predictor.series;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How often the peak over past spans of one length stayed under a threshold: a histogram of peaks
 * in steps of 2.5 % under exponential forgetting.
 */
final class PeakRates {
  private static final double STEP = 2.5;
  private static final int BINS = 41;

  private final double halfLifeMillis;
  private final float[] weights = new float[BINS];
  private float total;

  PeakRates(double halfLifeMillis) {
    this.halfLifeMillis = halfLifeMillis;
  }

  void add(long stepMillis, double peak) {
    float decay = (float) Math.pow(0.5, stepMillis / halfLifeMillis);
    for (int bin = 0; bin < BINS; bin++) {
      weights[bin] *= decay;
    }
    weights[(int) Math.ceil(peak / STEP - 1e-9)] += 1 - decay;
    total = total * decay + (1 - decay);
  }

  /** Shares of past spans whose peak was at or under 0, 2.5, … 100 %; null before the first. */
  float @Nullable [] cumulative() {
    if (total <= 0) {
      return null;
    }
    float[] shares = new float[BINS];
    float sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
      sum += weights[bin];
      shares[bin] = Math.min(1, sum / total);
    }
    return shares;
  }

  void write(DataOutputStream out) throws IOException {
    for (float weight : weights) {
      out.writeFloat(weight);
    }
    out.writeFloat(total);
  }

  void read(DataInputStream in) throws IOException {
    for (int bin = 0; bin < BINS; bin++) {
      weights[bin] = in.readFloat();
    }
    total = in.readFloat();
  }
}
