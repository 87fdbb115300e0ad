package io.idlegrid.predictor.rule;

import java.util.List;

/** Rules that expect a peak, whatever the span, from what was seen lately. */
public enum SimpleRule {
  LAST_HOUR(0, "peak of the last hour") {
    @Override
    public double peak(Recent recent) {
      return recent.hourPeak();
    }
  },
  LAST_DAY(1, "peak of the last day") {
    @Override
    public double peak(Recent recent) {
      return recent.dayPeak();
    }
  },
  /** How clusters reclaim what was reserved: by spread or by habit, whichever says more. */
  RECLAIM(2, "max(5-sigma, p99 of a day)") {
    @Override
    public double peak(Recent recent) {
      double spread = recent.hourMean() + SIGMAS * recent.hourDeviation();
      return Math.max(spread, recent.dayQuantile());
    }
  };

  /** All, in a fixed order; saves the copy that {@code values()} makes. */
  public static final List<SimpleRule> ALL = List.of(values());

  private static final double SIGMAS = 5;

  private final int index;
  private final String title;

  SimpleRule(int index, String title) {
    this.index = index;
    this.title = title;
  }

  /** Place in arrays that have one entry per rule, and in stored state. */
  public int index() {
    return index;
  }

  /** For people. */
  public String title() {
    return title;
  }

  /** Expected peak in percent. */
  public abstract double peak(Recent recent);

  /**
   * What rules look at, in percent.
   *
   * @param hourPeak peak of the last hour
   * @param dayPeak peak of the last day
   * @param hourMean mean of about the last hour
   * @param hourDeviation its standard deviation
   * @param dayQuantile 99 % quantile of the day's five-minute peaks
   */
  public record Recent(
      double hourPeak, double dayPeak, double hourMean, double hourDeviation, double dayQuantile) {}
}
