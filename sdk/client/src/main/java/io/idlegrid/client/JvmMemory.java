package io.idlegrid.client;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much heap fits into a unit's memory. */
final class JvmMemory {

  private static final Pattern SIZE = Pattern.compile("\\s*(\\d+(?:\\.\\d+)?)\\s*([A-Za-z]+)\\s*");
  private static final Map<String, Long> UNITS =
      Map.of(
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

  /** The rest is for classes, compiled code and stacks. */
  private static final BigDecimal SHARE = new BigDecimal("0.6");

  private JvmMemory() {}

  /** The JVM's flag; empty for a size that only the coordinator can explain what is wrong with. */
  static Optional<String> heap(String memory) {
    Matcher matcher = SIZE.matcher(memory);
    if (!matcher.matches() || !UNITS.containsKey(matcher.group(2))) {
      return Optional.empty();
    }
    BigDecimal bytes =
        new BigDecimal(matcher.group(1))
            .multiply(BigDecimal.valueOf(UNITS.getOrDefault(matcher.group(2), 1L)));
    long mebibytes = bytes.multiply(SHARE).longValue() >> 20;
    return Optional.of("-Xmx" + Math.max(8, mebibytes) + "m");
  }
}
