package io.idlegrid.coordinator.edge.rest.compose;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and durations as Compose files have them: {@code 64m} and {@code 1m30s}, or our way. */
final class ComposeQuantities {

  private static final Pattern SIZE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([a-zA-Z]*)");

  /** All of them binary, as Compose has it. */
  private static final Map<String, Integer> SHIFTS =
      Map.ofEntries(
          Map.entry("", 0),
          Map.entry("b", 0),
          Map.entry("k", 10),
          Map.entry("kb", 10),
          Map.entry("kib", 10),
          Map.entry("m", 20),
          Map.entry("mb", 20),
          Map.entry("mib", 20),
          Map.entry("g", 30),
          Map.entry("gb", 30),
          Map.entry("gib", 30));

  private static final Pattern PIECE = Pattern.compile("([0-9]{1,9})(us|ms|s|m|h)");
  private static final Map<String, Long> MICROS =
      Map.of("us", 1L, "ms", 1_000L, "s", 1_000_000L, "m", 60_000_000L, "h", 3_600_000_000L);
  private static final BigDecimal MOST = BigDecimal.valueOf(1L << 44);

  /** So that no sum of pieces is too large to be counted. */
  private static final int MOST_TEXT = 20;

  private ComposeQuantities() {}

  static long bytes(ComposeNode written) {
    Matcher matcher = SIZE.matcher(written.text());
    if (written.text().length() <= 30 && matcher.matches()) {
      Integer shift = SHIFTS.get(matcher.group(2).toLowerCase(Locale.ROOT));
      if (shift != null) {
        BigDecimal bytes =
            new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << shift));
        if (bytes.compareTo(BigDecimal.ONE) >= 0 && bytes.compareTo(MOST) <= 0) {
          return bytes.longValue();
        }
      }
    }
    throw written.refused(
        "compose.value", "'" + written.text() + "' is no size", "write it like 64MiB");
  }

  static Duration duration(ComposeNode written) {
    String text = written.text();
    Matcher matcher = PIECE.matcher(text);
    long micros = 0;
    int end = 0;
    while (text.length() <= MOST_TEXT && matcher.find() && matcher.start() == end) {
      micros += Long.parseLong(matcher.group(1)) * MICROS.getOrDefault(matcher.group(2), 0L);
      end = matcher.end();
    }
    if (end != text.length() || micros <= 0 || micros > 86_400_000_000L) {
      throw written.refused(
          "compose.value", "'" + text + "' is no duration of at most a day", "write it like 1m30s");
    }
    return Duration.ofNanos(micros * 1_000);
  }
}
