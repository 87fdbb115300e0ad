package io.idlegrid.predictor.tool.trace;

import java.util.Arrays;

/**
 * Recorded load of one host.
 *
 * @param device file name without its ending
 * @param seconds ends of the sampling intervals, rising
 * @param percent mean load over each interval, 0..100, no NaN: what is missing is left out
 * @param spacing usual sampling interval in seconds
 */
// Arrays are handed over, not copied: a month of seconds is 30 MB.
@SuppressWarnings("ArrayRecordComponent")
public record Trace(String device, double[] seconds, float[] percent, double spacing) {

  public int size() {
    return seconds.length;
  }

  /** The data set that a host belongs to: its name up to the first hyphen. */
  public String source() {
    int hyphen = device.indexOf('-');
    return hyphen < 0 ? device : device.substring(0, hyphen);
  }

  /** End of the newest sample within the first {@code share} of all samples. */
  public double secondsAt(double share) {
    return seconds[(int) Math.min(size() - 1, Math.floor(share * size()))];
  }

  /** How many samples end at or before an instant, which may have been rounded to a millisecond. */
  public int countUntil(double second) {
    int found = Arrays.binarySearch(seconds, second + 6e-4);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** Maximum over the samples in {@code (from, from + length]}, NaN when there are none. */
  public double peakAfter(double from, double length) {
    double peak = Double.NaN;
    // Half a sample of tolerance: spacing jitters, and the last sample belongs to the window.
    double end = from + length + .45 * spacing;
    for (int i = countUntil(from); i < size() && seconds[i] <= end; i++) {
      peak = Double.isNaN(peak) ? percent[i] : Math.max(peak, percent[i]);
    }
    return peak;
  }

  /** Quantile of the load within the first {@code share} of all samples. */
  public double quantile(double share, double quantile) {
    float[] early = Arrays.copyOf(percent, (int) Math.max(1, share * size()));
    Arrays.sort(early);
    return early[(int) Math.min(early.length - 1, Math.floor(quantile * early.length))];
  }
}
