package io.idlegrid.cli.render;

import io.idlegrid.protocol.device.ForecastView;
import io.idlegrid.protocol.device.ForecastView.Bucket;
import io.idlegrid.protocol.device.ForecastView.Horizon;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A device's load as columns of signs: what was, left of now, and the band of what is expected,
 * right of it; below, how long it stays idle.
 */
public final class LoadChart {

  private static final int ROWS = 10;
  private static final int AXIS = 6;
  private static final int LEAST_WIDTH = 20;
  private static final int WINDOW_BAR = 30;
  private static final double AHEAD = 3_600;

  private final ForecastView forecast;
  private final Paint paint;
  private final int half;
  private final double behind;

  /** What a column shows: solid up to the first height, shaded up to the second. */
  private record Level(double solid, double shade) {}

  private LoadChart(ForecastView forecast, Paint paint, int columns) {
    this.forecast = forecast;
    this.paint = paint;
    this.half = Math.max(LEAST_WIDTH, (Math.min(columns, 120) - AXIS - 2) / 2);
    this.behind = forecast.history().stream().findFirst().map(this::secondsBefore).orElse(AHEAD);
  }

  /** The chart's lines. */
  public static String text(ForecastView forecast, Paint paint, int columns) {
    LoadChart chart = new LoadChart(forecast, paint, columns);
    return chart.grid() + chart.timeAxis() + chart.legend() + chart.windows() + chart.memory();
  }

  private String grid() {
    StringBuilder text = new StringBuilder();
    for (int row = ROWS; row >= 1; row--) {
      text.append(label(row));
      for (int column = 0; column < half; column++) {
        text.append(sign(past(column), row, true));
      }
      text.append(paint.bold(paint.sign("│", "|")));
      for (int column = 0; column < half; column++) {
        text.append(sign(ahead(column), row, false));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String label(int row) {
    return row % 5 == 0
        ? String.format(Locale.ROOT, "%3d %% ", row * 100 / ROWS)
        : " ".repeat(AXIS);
  }

  private String sign(Level level, int row, boolean isPast) {
    double floor = (row - 1) * 100.0 / ROWS;
    if (level.solid() > floor) {
      String solid = paint.sign("█", "#");
      return isPast ? paint.accent(solid) : paint.careful(paint.sign("▓", "="));
    }
    if (level.shade() > floor) {
      return isPast ? paint.faint(paint.sign("·", ".")) : paint.careful(paint.sign("░", "-"));
    }
    return " ";
  }

  /** Mean and peak of the buckets that lie in a column. */
  private Level past(int column) {
    double from = behind * (half - column) / half;
    double to = behind * (half - column - 1) / half;
    List<Bucket> buckets =
        forecast.history().stream()
            .filter(bucket -> secondsBefore(bucket) > to)
            .filter(bucket -> secondsBefore(bucket) - bucket.seconds() < from)
            .toList();
    return new Level(
        buckets.stream().mapToDouble(Bucket::mean).average().orElse(0),
        buckets.stream().mapToDouble(Bucket::peak).max().orElse(0));
  }

  /** Median and 99 % quantile of the peak until a column. */
  private Level ahead(int column) {
    double seconds = AHEAD * (column + 1) / half;
    return forecast.horizons().stream()
        .filter(horizon -> horizon.seconds() >= seconds)
        .findFirst()
        .map(horizon -> new Level(horizon.q50(), horizon.q99()))
        .orElse(new Level(0, 0));
  }

  private double secondsBefore(Bucket bucket) {
    return Duration.between(bucket.start(), forecast.madeAt()).toMillis() / 1000.0;
  }

  private String timeAxis() {
    String left = "-" + Quantities.span(behind);
    String right = "+" + Quantities.span(AHEAD);
    String now = "now";
    int before = Math.max(1, half - left.length() - 1);
    int after = Math.max(1, half - right.length() - 1);
    return " ".repeat(AXIS)
        + paint.faint(left + " ".repeat(before) + now + " ".repeat(after) + right)
        + "\n";
  }

  private String legend() {
    StringBuilder text = new StringBuilder("\n");
    text.append(
        "%s mean and %s peak of host load, %s median and %s 99 %% bound of its peak from now on%n"
            .formatted(
                paint.accent(paint.sign("█", "#")),
                paint.faint(paint.sign("·", ".")),
                paint.careful(paint.sign("▓", "=")),
                paint.careful(paint.sign("░", "-"))));
    text.append(
        "Forecast: %s (%s)%n%n"
            .formatted(paint.bold(forecast.method()), TextWidth.printable(forecast.basis())));
    Table table = Table.of("within", ">median", ">90 %", ">95 %", ">99 %");
    for (Horizon horizon : forecast.horizons()) {
      table.row(
          Quantities.span(horizon.seconds()),
          Quantities.percent(horizon.q50()),
          Quantities.percent(horizon.q90()),
          Quantities.percent(horizon.q95()),
          Quantities.percent(horizon.q99()));
    }
    return text.append(table.text(paint)).toString();
  }

  private String windows() {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%nStays idle at the owner's risk of %s %%:%n",
                shortest(forecast.risk() * 100)));
    for (ForecastView.Window window : forecast.windows()) {
      int filled = (int) Math.round(Math.min(1, window.seconds() / AHEAD) * WINDOW_BAR);
      text.append(
          String.format(
              Locale.ROOT,
              "  %3.0f %% of the CPU  %s%s  %s%n",
              window.wantedPercent(),
              paint.good(paint.sign("█", "#").repeat(filled)),
              paint.faint(paint.sign("░", ".").repeat(WINDOW_BAR - filled)),
              window(window.seconds())));
    }
    return text.toString();
  }

  private String memory() {
    ForecastView.Memory memory = forecast.memory();
    if (memory == null) {
      return "";
    }
    Table table = Table.of("memory within", ">median", ">90 %", ">95 %", ">99 %");
    for (Horizon horizon : memory.horizons()) {
      table.row(
          Quantities.span(horizon.seconds()),
          Quantities.percent(horizon.q50()),
          Quantities.percent(horizon.q90()),
          Quantities.percent(horizon.q95()),
          Quantities.percent(horizon.q99()));
    }
    return "%nMemory that its owner uses: %s (%s)%n%n"
            .formatted(paint.bold(memory.method()), TextWidth.printable(memory.basis()))
        + table.text(paint);
  }

  private static String window(double seconds) {
    if (seconds <= 0) {
      return "not at all";
    }
    return seconds >= AHEAD ? "an hour or more" : "for " + Quantities.span(seconds);
  }

  private static String shortest(double number) {
    return number == Math.rint(number)
        ? String.format(Locale.ROOT, "%.0f", number)
        : String.format(Locale.ROOT, "%.2f", number);
  }
}
