package io.idlegrid.cli.render;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sizes, spans and shares in words that fit a column. */
public final class Quantities {

  private static final String[] SIZES = {"KiB", "MiB", "GiB", "TiB", "PiB"};

  private Quantities() {}

  /** {@code 512 B}, {@code 1.5 MiB}. */
  public static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double rest = (double) bytes;
    int unit = -1;
    while (rest >= 1024 && unit < SIZES.length - 1) {
      rest /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, rest < 10 ? "%.1f %s" : "%.0f %s", rest, SIZES[unit]);
  }

  /** {@code 0.4 s}, {@code 42 s}, {@code 5 min}, {@code 3 h 20 min}, {@code 2 d}. */
  public static String span(double seconds) {
    if (seconds < 10 && seconds != Math.rint(seconds)) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    if (whole < 120) {
      return whole + " s";
    }
    long minutes = Math.round(whole / 60.0);
    if (minutes < 60) {
      return minutes + " min";
    }
    if (minutes < 48 * 60) {
      return minutes % 60 == 0 ? minutes / 60 + " h" : minutes / 60 + " h " + minutes % 60 + " min";
    }
    return minutes / (24 * 60) + " d";
  }

  /** The same of a duration; none is shorter than nothing. */
  public static String span(Duration duration) {
    return span(Math.max(0, duration.toMillis()) / 1000.0);
  }

  /** How long ago, or {@code -} for never. */
  public static String ago(@Nullable Instant then, Instant now) {
    return then == null
        ? "-"
        : span(Duration.ofSeconds(Duration.between(then, now).toSeconds())) + " ago";
  }

  /** {@code 12 %}, or {@code -} for unknown. */
  public static String percent(@Nullable Double percent) {
    return percent == null ? "-" : String.format(Locale.ROOT, "%.0f %%", percent);
  }

  /** {@code 1 unit}, {@code 2 units}. */
  public static String count(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? noun : noun + "s");
  }
}
