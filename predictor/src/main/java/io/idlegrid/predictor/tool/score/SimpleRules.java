package io.idlegrid.predictor.tool.score;

import io.idlegrid.predictor.tool.trace.Trace;
import java.util.Arrays;
import java.util.List;

/**
 * Peaks as simple rules expect them, to compare with: the load now, the peak of the last hour, and
 * the larger of mean + 5 sigma of the last hour and the 99 % quantile of the day's five-minute
 * peaks (the rule of Borg-like resource reclamation).
 */
final class SimpleRules {
  static final List<String> NAMES =
      List.of("load now", "peak of the last hour", "max(5-sigma, p99 of a day)");

  private static final double HOUR = 3600;
  private static final double BLOCK = 300;
  private static final int DAY_BLOCKS = 288;

  private final Trace trace;
  private final float[] blockPeaks;
  private final int firstBlock;

  SimpleRules(Trace trace) {
    this.trace = trace;
    firstBlock = block(trace.seconds()[0]);
    int last = block(trace.seconds()[trace.size() - 1]);
    blockPeaks = new float[last - firstBlock + 1];
    Arrays.fill(blockPeaks, Float.NaN);
    for (int i = 0; i < trace.size(); i++) {
      int slot = block(trace.seconds()[i]) - firstBlock;
      float known = blockPeaks[slot];
      blockPeaks[slot] = Float.isNaN(known) ? trace.percent()[i] : max(known, trace.percent()[i]);
    }
  }

  /** Expected peaks in the order of {@link #NAMES}, from the samples up to {@code second}. */
  float[] peaks(double second) {
    int until = trace.countUntil(second);
    if (until == 0) {
      return new float[] {100, 100, 100};
    }
    double sum = 0;
    double squares = 0;
    float highest = 0;
    int count = 0;
    for (int i = until - 1; i >= 0 && trace.seconds()[i] > second - HOUR; i--) {
      float load = trace.percent()[i];
      sum += load;
      squares += load * load;
      highest = max(highest, load);
      count++;
    }
    double mean = sum / Math.max(1, count);
    double sigma = Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean));
    float reclaim = (float) Math.max(mean + 5 * sigma, dayQuantile(second));
    return new float[] {trace.percent()[until - 1], highest, reclaim};
  }

  private double dayQuantile(double second) {
    // The block under way is left out: it may hold what comes after.
    int end = block(second) - firstBlock;
    float[] peaks = new float[DAY_BLOCKS];
    int count = 0;
    for (int slot = Math.max(0, end - DAY_BLOCKS); slot < end; slot++) {
      if (!Float.isNaN(blockPeaks[slot])) {
        peaks[count++] = blockPeaks[slot];
      }
    }
    if (count == 0) {
      return 100;
    }
    Arrays.sort(peaks, 0, count);
    return peaks[(int) Math.min(count - 1, Math.floor(.99 * count))];
  }

  private static int block(double second) {
    // A sample that ends on a boundary belongs to the block before it.
    return (int) Math.ceil(second / BLOCK - 1e-6);
  }

  private static float max(float one, float two) {
    return one > two ? one : two;
  }
}
