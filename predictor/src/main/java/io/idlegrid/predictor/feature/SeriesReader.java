package io.idlegrid.predictor.feature;

import io.idlegrid.predictor.series.LoadSeries;
import org.jspecify.annotations.Nullable;

/**
 * Reads one series again and again, and keeps what changes only every five minutes. Not safe for
 * use by several threads, like the series.
 */
public final class SeriesReader {
  private final LoadSeries series;
  private @Nullable Past past;

  public SeriesReader(LoadSeries series) {
    this.series = series;
  }

  /** What the series says now; it must have a sample. */
  public Reading read() {
    Past known = past;
    if (known == null || !known.isOf(series)) {
      known = new Past(series);
      past = known;
    }
    return new Reading(series, known);
  }

  LoadSeries series() {
    return series;
  }
}
