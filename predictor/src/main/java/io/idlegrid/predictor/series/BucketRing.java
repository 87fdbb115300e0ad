package io.idlegrid.predictor.series;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * The newest buckets of one width, two bytes each: mean and peak in half percents. Buckets are
 * named by their absolute number, time divided by width, so that gaps need no bookkeeping.
 */
final class BucketRing {
  /** Half percents reach 200; this value marks a bucket without samples. */
  static final int EMPTY = 255;

  private final long widthMillis;
  private final byte[] peaks;
  private final byte[] means;
  private long newest = Long.MIN_VALUE;
  private double openSum;
  private double openMillis;

  BucketRing(long widthMillis, int capacity) {
    this.widthMillis = widthMillis;
    peaks = new byte[capacity];
    means = new byte[capacity];
    clear();
  }

  void add(long endMillis, long spanMillis, double mean, double peak) {
    long last = number(endMillis - 1);
    long first = spanMillis <= widthMillis ? last : number(endMillis - spanMillis);
    first = Math.max(first, last - peaks.length + 1);
    for (long bucket = Math.max(first, newest); bucket <= last; bucket++) {
      merge(bucket, Math.min(spanMillis, widthMillis), mean, peak);
    }
  }

  private void merge(long bucket, long millis, double mean, double peak) {
    advanceTo(bucket);
    int slot = slot(bucket);
    openSum += mean * millis;
    openMillis += millis;
    means[slot] = (byte) Math.round(2 * openSum / openMillis);
    // Rounded up: a stored peak may look too high, never too low.
    int up = (int) Math.ceil(2 * peak - 1e-9);
    int known = peaks[slot] & 0xff;
    peaks[slot] = (byte) (known == EMPTY ? up : Math.max(known, up));
  }

  private void advanceTo(long bucket) {
    if (bucket <= newest) {
      return;
    }
    if (newest == Long.MIN_VALUE || bucket - newest >= peaks.length) {
      clear();
    } else {
      for (long skipped = newest + 1; skipped <= bucket; skipped++) {
        erase(skipped);
      }
    }
    newest = bucket;
    openSum = 0;
    openMillis = 0;
  }

  /** Forgets what is later than {@code millis}. */
  void cutAfter(long millis) {
    long last = number(millis - 1);
    if (newest == Long.MIN_VALUE || last >= newest) {
      return;
    }
    if (newest - last >= peaks.length) {
      clear();
    } else {
      for (long later = last + 1; later <= newest; later++) {
        erase(later);
      }
      newest = last;
      openSum = 0;
      openMillis = 0;
    }
  }

  /** Highest peak in percent over buckets {@code from..to}, or NaN when none has samples. */
  double peak(long from, long to) {
    int highest = -1;
    long start = Math.max(from, oldest());
    long stop = Math.min(to, newest);
    int slot = start <= stop ? slot(start) : 0;
    for (long bucket = start; bucket <= stop; bucket++) {
      int value = peaks[slot] & 0xff;
      if (value != EMPTY && value > highest) {
        highest = value;
      }
      slot = slot + 1 == peaks.length ? 0 : slot + 1;
    }
    return highest < 0 ? Double.NaN : highest / 2.0;
  }

  /** Peaks of the newest buckets in half percents, newest last, {@link #EMPTY} where unknown. */
  byte[] newestPeaks(int count) {
    return newest(peaks, count);
  }

  /** Means of the newest buckets likewise. */
  byte[] newestMeans(int count) {
    return newest(means, count);
  }

  private byte[] newest(byte[] values, int count) {
    byte[] copied = new byte[count];
    Arrays.fill(copied, (byte) EMPTY);
    if (newest == Long.MIN_VALUE) {
      return copied;
    }
    int wanted = Math.min(count, values.length);
    int end = slot(newest) + 1;
    int tail = Math.min(wanted, end);
    System.arraycopy(values, end - tail, copied, count - tail, tail);
    int rest = wanted - tail;
    System.arraycopy(values, values.length - rest, copied, count - wanted, rest);
    return copied;
  }

  double mean(long bucket) {
    boolean known = peakIsKnown(bucket);
    return known ? (means[slot(bucket)] & 0xff) / 2.0 : Double.NaN;
  }

  boolean peakIsKnown(long bucket) {
    return bucket >= oldest() && bucket <= newest && (peaks[slot(bucket)] & 0xff) != EMPTY;
  }

  long number(long millis) {
    return Math.floorDiv(millis, widthMillis);
  }

  long widthMillis() {
    return widthMillis;
  }

  long newest() {
    return newest;
  }

  /** Number of the oldest bucket that the ring can hold; larger than the newest when empty. */
  long oldest() {
    return newest == Long.MIN_VALUE ? Long.MAX_VALUE : newest - peaks.length + 1;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(newest);
    out.writeDouble(openSum);
    out.writeDouble(openMillis);
    out.write(peaks);
    out.write(means);
  }

  void read(DataInputStream in) throws IOException {
    newest = in.readLong();
    openSum = in.readDouble();
    openMillis = in.readDouble();
    in.readFully(peaks);
    in.readFully(means);
  }

  private void clear() {
    Arrays.fill(peaks, (byte) EMPTY);
    Arrays.fill(means, (byte) EMPTY);
    newest = Long.MIN_VALUE;
  }

  private void erase(long bucket) {
    peaks[slot(bucket)] = (byte) EMPTY;
    means[slot(bucket)] = (byte) EMPTY;
  }

  private int slot(long bucket) {
    return Math.floorMod(bucket, peaks.length);
  }
}
