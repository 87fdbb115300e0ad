package io.idlegrid.predictor.feature;

import java.util.List;

/** The spans that forecasts are fitted for; others lie between. */
public enum Horizon {
  ONE_MINUTE(0, 60_000),
  FIVE_MINUTES(1, 300_000),
  QUARTER_HOUR(2, 900_000),
  HOUR(3, 3_600_000);

  /** All, shortest first; saves the copy that {@code values()} makes. */
  public static final List<Horizon> ALL = List.of(values());

  private final int index;
  private final long millis;

  Horizon(int index, long millis) {
    this.index = index;
    this.millis = millis;
  }

  public long millis() {
    return millis;
  }

  /** Place in arrays that have one entry per horizon, and in stored state. */
  public int index() {
    return index;
  }
}
