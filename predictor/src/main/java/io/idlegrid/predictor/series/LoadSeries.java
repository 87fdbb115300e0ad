package io.idlegrid.predictor.series;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One device's load of a month in about 17 KB, whatever the sampling interval: 10 s buckets for an
 * hour, 1 min for a day, 5 min for eight days, 15 min for 31 days, each with mean and peak, beside
 * statistics that forget exponentially. Times are milliseconds since the epoch, loads percent.
 */
public final class LoadSeries {
  /** Horizons whose past peaks are counted, in milliseconds. */
  private static final long[] HORIZONS = {60_000, 300_000, 900_000, 3_600_000};

  /** The same in stretches of five minutes, at least one. */
  private static final int[] STRETCHES = {1, 1, 3, 12};

  private static final double[] HALF_LIVES = {60e3, 300e3, 3_600e3, 86_400e3};
  private static final double[] RATE_HALF_LIVES = {86_400e3, 7 * 86_400e3};
  private static final long MINUTE = 60_000;
  private static final long DAY = 86_400_000;

  /** Marks a stretch of {@link #fiveMinutePeaks} without samples, as an unsigned byte. */
  public static final int NO_PEAK = BucketRing.EMPTY;

  /** A silence longer than this may hide a restart, after which the load is a stranger's again. */
  private static final long LONG_GAP = 300_000;

  private final BucketRing tens = new BucketRing(10_000, 360);
  private final BucketRing minutes = new BucketRing(MINUTE, 1500);
  private final BucketRing fives = new BucketRing(300_000, 8 * 288 + 24);
  private final BucketRing quarters = new BucketRing(900_000, 31 * 96);
  private final DecayedMoments[] moments = new DecayedMoments[HALF_LIVES.length];
  private final PeakRates[][] rates = new PeakRates[HORIZONS.length][RATE_HALF_LIVES.length];
  private final LastAbove lastAbove = new LastAbove();
  private final QuietSpells spells = new QuietSpells();
  private long newest = Long.MIN_VALUE;
  private long observed;
  private long steady;
  private long lastSpan;
  private double last;
  private double beforeLast;
  private long ratedAt;
  private int cuts;

  public LoadSeries() {
    for (int i = 0; i < moments.length; i++) {
      moments[i] = new DecayedMoments(HALF_LIVES[i]);
    }
    for (PeakRates[] ofHorizon : rates) {
      for (int i = 0; i < ofHorizon.length; i++) {
        ofHorizon[i] = new PeakRates(RATE_HALF_LIVES[i]);
      }
    }
  }

  /** Adds a sample that ends after {@link #newestMillis()}; the caller has checked all ranges. */
  public void add(long endMillis, long spanMillis, double mean, double peak) {
    boolean first = newest == Long.MIN_VALUE;
    boolean afterLongGap = !first && endMillis - newest > spanMillis + LONG_GAP;
    steady = first || afterLongGap ? spanMillis : steady + spanMillis;
    observed += spanMillis;
    beforeLast = first || afterLongGap ? mean : last;
    last = mean;
    lastSpan = spanMillis;
    newest = endMillis;
    tens.add(endMillis, spanMillis, mean, peak);
    minutes.add(endMillis, spanMillis, mean, peak);
    fives.add(endMillis, spanMillis, mean, peak);
    quarters.add(endMillis, spanMillis, mean, peak);
    for (DecayedMoments moment : moments) {
      moment.add(spanMillis, mean);
    }
    lastAbove.add(endMillis, peak);
    spells.add(fives.number(endMillis - 1), peak);
    ratePastPeaks(first || afterLongGap);
  }

  /**
   * Once a minute, so that a rate costs little and a span counts alike at any sampling interval.
   */
  private void ratePastPeaks(boolean restart) {
    if (restart) {
      ratedAt = newest;
      return;
    }
    long elapsed = newest - ratedAt;
    if (elapsed < MINUTE) {
      return;
    }
    ratedAt = newest;
    for (int h = 0; h < HORIZONS.length; h++) {
      if (HORIZONS[h] <= steady && HORIZONS[h] >= lastSpan) {
        double peak = peakOver(HORIZONS[h]);
        for (PeakRates rate : rates[h]) {
          rate.add(Math.min(elapsed, LONG_GAP), peak);
        }
      }
    }
  }

  /** Forgets what is later than {@code millis}, because the device's clock was set back. */
  public void cutAfter(long millis) {
    cuts++;
    tens.cutAfter(millis);
    minutes.cutAfter(millis);
    fives.cutAfter(millis);
    quarters.cutAfter(millis);
    lastAbove.cutAfter(millis);
    spells.cutAfter(fives.number(millis - 1));
    newest = Math.min(newest, millis);
    ratedAt = Math.min(ratedAt, millis);
    steady = 0;
  }

  /** End of the newest sample, {@code Long.MIN_VALUE} before the first. */
  public long newestMillis() {
    return newest;
  }

  /** Milliseconds covered by samples in all. */
  public long observedMillis() {
    return observed;
  }

  /** Milliseconds covered by samples since the last silence of more than five minutes. */
  public long steadyMillis() {
    return steady;
  }

  /** Length of the newest sample. */
  public long lastSpanMillis() {
    return lastSpan;
  }

  public double last() {
    return last;
  }

  /** Newest sample less the one before it. */
  public double lastStep() {
    return last - beforeLast;
  }

  /** Mean under forgetting with a half-life of 1 min, 5 min, 1 h or 1 day ({@code 0..3}). */
  public double mean(int halfLife) {
    return moments[halfLife].mean();
  }

  /** Standard deviation that belongs to {@link #mean}. */
  public double deviation(int halfLife) {
    return moments[halfLife].deviation();
  }

  /** Peak over the newest {@code spanMillis}, at least the newest sample; up to a month. */
  public double peakOver(long spanMillis) {
    BucketRing ring = ringFor(spanMillis);
    long to = ring.number(newest - 1);
    long from = ring.number(newest - spanMillis);
    double peak = ring.peak(from, to);
    return Double.isNaN(peak) ? last : peak;
  }

  /**
   * Peaks of the newest five-minute stretches in half percents, newest last, {@link #NO_PEAK} where
   * nothing is known.
   *
   * @param count at most eight days' worth, 2,304
   */
  public byte[] fiveMinutePeaks(int count) {
    return fives.newestPeaks(count);
  }

  /** Means of the newest five-minute stretches, coded likewise. */
  public byte[] fiveMinuteMeans(int count) {
    return fives.newestMeans(count);
  }

  /**
   * Peaks of the newest whole quarters of an hour, coded likewise.
   *
   * @param count at most a month's worth, 2,976
   */
  public byte[] quarterPeaks(int count) {
    return quarters.newestPeaks(count);
  }

  /** Peak of the five-minute stretch that lasts, in half percents, or {@link #NO_PEAK}. */
  public int openPeak() {
    double peak = fives.peak(fives.newest(), fives.newest());
    return Double.isNaN(peak) ? NO_PEAK : (int) (2 * peak);
  }

  /** How often the clock was set back: until then, past stretches stay as they are. */
  public int cuts() {
    return cuts;
  }

  /**
   * Shares of past spans that stayed at or under thresholds, of 0, 2.5, … 100 percent; null before
   * the first such span.
   *
   * @param horizon 0..3 for spans of 1, 5, 15 and 60 minutes
   * @param halfLife 0 for a day, 1 for a week
   */
  public float @Nullable [] idleRates(int horizon, int halfLife) {
    return rates[horizon][halfLife].cumulative();
  }

  /**
   * Per horizon the shares of quiet spells that, being as old as the present one, stayed quiet for
   * the horizon; read them off by {@link #atThreshold}.
   */
  public float[][] quietSurvival() {
    return spells.survival(STRETCHES);
  }

  /** Logarithm of the mean length of quiet spells; read it off by {@link #atThreshold}. */
  public float[] quietLengths() {
    return spells.meanLengths();
  }

  /** Reads off at a threshold in percent what was given by levels; rises with the threshold. */
  public static float atThreshold(float[] byLevel, double threshold) {
    return QuietSpells.at(byLevel, threshold);
  }

  /**
   * Seconds since a sample was above the thresholds 0, 1, … 100, or since the first sample at most.
   */
  public float[] quietSeconds() {
    return lastAbove.quietSeconds(newest, observed);
  }

  /**
   * Stored load between two instants, each stretch at the finest resolution that is still held.
   *
   * @return in order of time, stretches without samples left out; at most a few thousand
   */
  public List<LoadBucket> buckets(Instant from, Instant to) {
    List<LoadBucket> found = new ArrayList<>();
    long start = from.toEpochMilli();
    for (BucketRing ring : List.of(quarters, fives, minutes, tens)) {
      long finer = Math.min(to.toEpochMilli(), endOfCoarse(ring));
      for (long b = Math.max(ring.number(start), ring.oldest());
          b <= ring.newest() && b * ring.widthMillis() < finer;
          b++) {
        addBucket(ring, b, found);
      }
      start = Math.max(start, finer);
    }
    return List.copyOf(found);
  }

  /** Where the next finer ring takes over: at the first coarse boundary that it covers whole. */
  private long endOfCoarse(BucketRing ring) {
    BucketRing finer = ring == quarters ? fives : ring == fives ? minutes : tens;
    if (ring == tens || finer.oldest() == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    long width = ring.widthMillis();
    return -Math.floorDiv(-finer.oldest() * finer.widthMillis(), width) * width;
  }

  private static void addBucket(BucketRing ring, long bucket, List<LoadBucket> found) {
    if (ring.peakIsKnown(bucket)) {
      Instant start = Instant.ofEpochMilli(bucket * ring.widthMillis());
      Duration length = Duration.ofMillis(ring.widthMillis());
      found.add(new LoadBucket(start, length, ring.mean(bucket), ring.peak(bucket, bucket)));
    }
  }

  private BucketRing ringFor(long spanMillis) {
    if (spanMillis <= 300_000) {
      return tens;
    }
    if (spanMillis <= 3_600_000) {
      return minutes;
    }
    return spanMillis <= DAY ? fives : quarters;
  }

  public void write(DataOutputStream out) throws IOException {
    for (BucketRing ring : List.of(tens, minutes, fives, quarters)) {
      ring.write(out);
    }
    for (DecayedMoments moment : moments) {
      moment.write(out);
    }
    for (PeakRates[] ofHorizon : rates) {
      for (PeakRates rate : ofHorizon) {
        rate.write(out);
      }
    }
    lastAbove.write(out);
    spells.write(out);
    for (long value : new long[] {newest, observed, steady, lastSpan, ratedAt}) {
      out.writeLong(value);
    }
    out.writeDouble(last);
    out.writeDouble(beforeLast);
  }

  public static LoadSeries read(DataInputStream in) throws IOException {
    var series = new LoadSeries();
    for (BucketRing ring : List.of(series.tens, series.minutes, series.fives, series.quarters)) {
      ring.read(in);
    }
    for (DecayedMoments moment : series.moments) {
      moment.read(in);
    }
    for (PeakRates[] ofHorizon : series.rates) {
      for (PeakRates rate : ofHorizon) {
        rate.read(in);
      }
    }
    series.lastAbove.read(in);
    series.spells.read(in);
    series.newest = in.readLong();
    series.observed = in.readLong();
    series.steady = in.readLong();
    series.lastSpan = in.readLong();
    series.ratedAt = in.readLong();
    series.last = in.readDouble();
    series.beforeLast = in.readDouble();
    return series;
  }
}
