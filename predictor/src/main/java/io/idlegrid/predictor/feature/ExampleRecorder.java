package io.idlegrid.predictor.feature;

import io.idlegrid.predictor.rule.CautiousRule;
import io.idlegrid.predictor.series.LoadSeries;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * Takes a snapshot of a series every two to three minutes and waits an hour for what follows. This
 * makes examples from what was known at the time, so that fitting cannot look ahead.
 */
public final class ExampleRecorder {
  private static final long LEAST_SPACING = 120_000;
  private static final long JITTER = 60_000;
  private static final int MOST_RIPE = 64;

  /** The share of a horizon that samples must cover for its peak to count. */
  private static final double COVERAGE = .9;

  /** Ends of a range each; half of the snapshots take the first, half a point between. */
  private static final double[][] THRESHOLDS = {
    {10, 2, 17}, {25, 17, 37}, {50, 37, 62}, {75, 62, 97}
  };

  private final ArrayDeque<Pending> pending = new ArrayDeque<>();
  private final ArrayDeque<Example> ripe = new ArrayDeque<>();
  private final SeriesReader reader;
  private long nextAt = Long.MIN_VALUE;

  /**
   * @param reader of the series that examples are taken of
   */
  public ExampleRecorder(SeriesReader reader) {
    this.reader = reader;
  }

  /** A sample that waiting examples have not seen; call before it enters the series. */
  public void observe(long endMillis, long spanMillis, double mean, double peak) {
    Iterator<Pending> each = pending.iterator();
    while (each.hasNext()) {
      Pending one = each.next();
      if (one.observe(endMillis, spanMillis, mean, peak)) {
        each.remove();
        keep(one.example());
      }
    }
  }

  private void keep(Example example) {
    if (ripe.size() == MOST_RIPE) {
      ripe.removeFirst();
    }
    ripe.addLast(example);
  }

  /** Takes a snapshot if one is due; call after a sample has entered the series. */
  public void snapshot() {
    LoadSeries series = reader.series();
    long now = series.newestMillis();
    if (now < nextAt) {
      return;
    }
    long hash = mix(now);
    nextAt = now + LEAST_SPACING + Math.floorMod(hash, JITTER);
    double[] thresholds = thresholds(hash);
    var rule = CautiousRule.of(series);
    float[][] risks = new float[Horizon.ALL.size()][thresholds.length];
    for (Horizon horizon : Horizon.ALL) {
      for (int place = 0; place < thresholds.length; place++) {
        risks[horizon.index()][place] =
            (float) rule.risk(thresholds[place], horizon.millis() / 1000.0);
      }
    }
    Snapshot snapshot = reader.read().snapshot(thresholds);
    pending.addLast(new Pending(snapshot, now, series.observedMillis(), risks));
  }

  /** Forgets what waits, because the clock was set back and time would count twice. */
  public void restart() {
    pending.clear();
    nextAt = Long.MIN_VALUE;
  }

  /** Hands over the examples that have ripened, oldest first, and forgets them. */
  public List<Example> drain() {
    List<Example> drained = new ArrayList<>(ripe);
    ripe.clear();
    return drained;
  }

  private static double[] thresholds(long hash) {
    double[] chosen = new double[THRESHOLDS.length];
    long bits = hash;
    for (int i = 0; i < chosen.length; i++) {
      bits = mix(bits);
      double share = (bits >>> 11) * 0x1p-53;
      double[] range = THRESHOLDS[i];
      chosen[i] = share < .5 ? range[0] : range[1] + (2 * share - 1) * (range[2] - range[1]);
    }
    return chosen;
  }

  /** The finaliser of SplitMix64: chance that depends on the time alone, hence repeats. */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private static final class Pending {
    private final Snapshot snapshot;
    private final long madeAt;
    private final long observed;
    private final float[][] risks;
    private final float[] peaks = new float[Horizon.ALL.size()];
    private final float[] ends = new float[Horizon.ALL.size()];
    private int next;
    private double peak = Double.NaN;
    private double last = Double.NaN;
    private long covered;

    Pending(Snapshot snapshot, long madeAt, long observed, float[][] risks) {
      this.snapshot = snapshot;
      this.madeAt = madeAt;
      this.observed = observed;
      this.risks = risks;
      Arrays.fill(peaks, Float.NaN);
      Arrays.fill(ends, Float.NaN);
    }

    /** Whether the longest horizon has passed. */
    boolean observe(long endMillis, long spanMillis, double mean, double samplePeak) {
      // Sampling jitters: a sample that ends a little after the horizon is still its last.
      close(endMillis - spanMillis / 4);
      peak = Double.isNaN(peak) ? samplePeak : Math.max(peak, samplePeak);
      last = mean;
      covered += spanMillis;
      close(endMillis + 1);
      return next == peaks.length;
    }

    private void close(long beforeMillis) {
      while (next < peaks.length && madeAt + Horizon.ALL.get(next).millis() < beforeMillis) {
        if (covered >= COVERAGE * Horizon.ALL.get(next).millis()) {
          peaks[next] = (float) peak;
          ends[next] = (float) last;
        }
        next++;
      }
    }

    Example example() {
      return new Example(0, snapshot, madeAt, observed, peaks, ends, risks);
    }
  }
}
