package io.idlegrid.coordinator.edge.rest.jobfile;

import io.idlegrid.coordinator.flow.RefusedException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and durations as people write them. */
final class Quantities {

  private static final Pattern FORM =
      Pattern.compile("\\s*([0-9]+(?:\\.[0-9]+)?)\\s*([A-Za-z]*)\\s*");
  private static final Map<String, Long> SIZES =
      Map.of(
          "B",
          1L,
          "KiB",
          1L << 10,
          "MiB",
          1L << 20,
          "GiB",
          1L << 30,
          "TiB",
          1L << 40,
          "kB",
          1_000L,
          "MB",
          1_000_000L,
          "GB",
          1_000_000_000L,
          "TB",
          1_000_000_000_000L);
  private static final Map<String, Long> MILLIS =
      Map.of(
          "ms", 1L, "s", 1_000L, "m", 60_000L, "min", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final int MOST_CHARACTERS = 40;
  private static final BigDecimal MOST = BigDecimal.valueOf(1L << 60);

  private Quantities() {}

  /** Reads {@code 256MiB}. */
  static long bytes(String text, String pointer) {
    return amount(text, pointer, SIZES, "a size", "256MiB");
  }

  /** Reads {@code 5m}. */
  static Duration duration(String text, String pointer) {
    return Duration.ofMillis(amount(text, pointer, MILLIS, "a duration", "90s, 5m or 8h"));
  }

  private static long amount(
      String text, String pointer, Map<String, Long> units, String what, String example) {
    Matcher matcher = FORM.matcher(text);
    if (text.length() > MOST_CHARACTERS || !matcher.matches()) {
      throw wrong(pointer, start(text), "'%s' is not %s".formatted(start(text), what), example);
    }
    Long unit = units.get(matcher.group(2));
    if (unit == null) {
      String problem =
          matcher.group(2).isEmpty()
              ? "'%s' has no unit".formatted(text)
              : "'%s' has the unknown unit '%s'".formatted(text, matcher.group(2));
      throw wrong(pointer, text, problem, example);
    }
    BigDecimal amount = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
    if (amount.signum() <= 0 || amount.compareTo(MOST) > 0) {
      throw wrong(pointer, text, "'%s' is out of range".formatted(text), example);
    }
    return Math.max(1, amount.longValue());
  }

  private static String start(String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
  }

  private static RefusedException wrong(
      String pointer, String text, String detail, String example) {
    return RefusedException.invalid("job.unit", pointer, detail, "write it like " + example)
        .with("value", text)
        .with("example", example);
  }
}
