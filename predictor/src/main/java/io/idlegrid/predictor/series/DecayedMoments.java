package io.idlegrid.predictor.series;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Mean and standard deviation under exponential forgetting, by West's weighted update, corrected
 * for the start: early on it is the plain mean of what was seen.
 */
final class DecayedMoments {
  private final double halfLifeMillis;
  private double weight;
  private double mean;
  private double variance;
  private long cachedSpan = -1;
  private double cachedDecay;

  DecayedMoments(double halfLifeMillis) {
    this.halfLifeMillis = halfLifeMillis;
  }

  void add(long spanMillis, double value) {
    if (spanMillis != cachedSpan) {
      cachedSpan = spanMillis;
      cachedDecay = Math.pow(0.5, spanMillis / halfLifeMillis);
    }
    double kept = weight * cachedDecay;
    weight = kept + (1 - cachedDecay);
    double share = (1 - cachedDecay) / weight;
    double step = value - mean;
    mean += share * step;
    variance = (1 - share) * (variance + share * step * step);
  }

  double mean() {
    return mean;
  }

  double deviation() {
    return Math.sqrt(variance);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeDouble(weight);
    out.writeDouble(mean);
    out.writeDouble(variance);
  }

  void read(DataInputStream in) throws IOException {
    weight = in.readDouble();
    mean = in.readDouble();
    variance = in.readDouble();
  }
}
