package io.idlegrid.worker.domain.owner;

import io.idlegrid.schedule.WeeklySchedule;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads single values; for one that cannot be taken it notes why and answers the usual one. */
final class PolicyValues {

  private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,4})?)\\s*%");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final Pattern DEGREES = Pattern.compile("(\\d{1,3}(?:\\.\\d)?)\\s*(?:°?C)?");
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?)\\s*(KiB|MiB|GiB|TiB)");
  private static final Pattern TIME = Pattern.compile("(\\d{1,6})\\s*(s|m|h|d)");
  private static final Pattern WORD = Pattern.compile("[^\\s/]{1,100}");

  private final Map<PolicyKey, PolicyText.Entry> entries;
  private final List<PolicyError> errors;

  PolicyValues(Map<PolicyKey, PolicyText.Entry> entries, List<PolicyError> errors) {
    this.entries = entries;
    this.errors = errors;
  }

  double percent(PolicyKey key, double least, double most) {
    return read(key, text -> percent(text, least, most));
  }

  @Nullable Double percentOrNone(PolicyKey key) {
    return readOr(key, "none", text -> percent(text, 1, 100));
  }

  @Nullable Double batteryOrNever(PolicyKey key) {
    return readOr(key, "never", text -> percent(text, 1, 100));
  }

  @Nullable Double celsiusOrNone(PolicyKey key) {
    return readOr(
        key,
        "none",
        text -> {
          double celsius = Double.parseDouble(match(DEGREES, text, "degrees like 70").group(1));
          require(celsius >= 20 && celsius <= 120, text, "between 20 and 120 degrees");
          return celsius;
        });
  }

  @Nullable Double bytesPerSecondOrNone(PolicyKey key) {
    return readOr(
        key,
        "none",
        text -> {
          if (!text.endsWith("/s")) {
            throw new IllegalArgumentException(
                "'" + PolicyText.shown(text) + "' is not a rate like 8MiB/s");
          }
          long bytes = size(text.substring(0, text.length() - 2).strip());
          require(bytes >= 1 << 10, text, "at least 1KiB/s");
          return (double) bytes;
        });
  }

  long bytes(PolicyKey key) {
    return read(
        key,
        text -> {
          long bytes = size(text);
          require(bytes >= 1 << 20, text, "at least 1MiB");
          return bytes;
        });
  }

  int number(PolicyKey key, int least, int most) {
    return read(
        key,
        text -> {
          int number = Integer.parseInt(match(NUMBER, text, "a whole number").group());
          require(number >= least && number <= most, text, "between " + least + " and " + most);
          return number;
        });
  }

  Duration duration(PolicyKey key, Duration most) {
    return read(
        key,
        text -> {
          Duration time = time(text);
          require(time.compareTo(most) <= 0, text, "at most " + written(most));
          return time;
        });
  }

  private static String written(Duration time) {
    return time.toDays() > 0 ? time.toDays() + "d" : time.toHours() + "h";
  }

  boolean isFirst(PolicyKey key, String first, String second) {
    return read(
        key,
        text -> {
          require(text.equals(first) || text.equals(second), text, first + " or " + second);
          return text.equals(first);
        });
  }

  <E extends Enum<E>> E oneOf(PolicyKey key, Class<E> kind) {
    List<String> words =
        Arrays.stream(kind.getEnumConstants())
            .map(one -> one.name().toLowerCase(Locale.ROOT))
            .toList();
    return read(
        key,
        text -> {
          require(words.contains(text), text, String.join(" or ", words));
          return Enum.valueOf(kind, text.toUpperCase(Locale.ROOT));
        });
  }

  List<String> words(PolicyKey key, String nothing) {
    return read(
        key,
        text ->
            text.equals(nothing)
                ? List.of()
                : Arrays.stream(text.split(",", -1))
                    .map(word -> match(WORD, word.strip(), "a name without spaces").group())
                    .toList());
  }

  /** Some of those words; another would leave out all there is. */
  List<String> wordsOf(PolicyKey key, String nothing, List<String> known) {
    List<String> words = words(key, nothing);
    for (String word : words) {
      if (!known.contains(word)) {
        refuse(key, "knows no '%s', only %s".formatted(word, String.join(" and ", known)));
      }
    }
    return words;
  }

  WeeklySchedule schedule(PolicyKey key) {
    return read(key, WeeklySchedule::parse);
  }

  /** A value that is fine by itself but not with the others. */
  void refuse(PolicyKey key, String why) {
    PolicyText.Entry entry = entries.get(key);
    errors.add(new PolicyError(entry == null ? 1 : entry.line(), key.word() + " " + why));
  }

  /** A time like {@code 2h}; also what an owner says on the command line. */
  static Duration time(String text) {
    Matcher parts = match(TIME, text, "a time like 30s, 5m, 2h or 1d");
    long count = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  private <T> T read(PolicyKey key, Function<String, T> reading) {
    PolicyText.Entry entry = entries.get(key);
    if (entry != null) {
      try {
        return reading.apply(entry.value());
      } catch (IllegalArgumentException e) {
        errors.add(new PolicyError(entry.line(), key.word() + ": " + e.getMessage()));
      }
    }
    return reading.apply(key.usual());
  }

  private @Nullable Double readOr(PolicyKey key, String none, Function<String, Double> reading) {
    Optional<Double> value =
        read(key, text -> text.equals(none) ? Optional.empty() : Optional.of(reading.apply(text)));
    return value.orElse(null);
  }

  private static double percent(String text, double least, double most) {
    double percent = Double.parseDouble(match(PERCENT, text, "a percentage like 25%").group(1));
    require(
        percent >= least && percent <= most,
        text,
        "between %s%% and %s%%".formatted(plain(least), plain(most)));
    return percent;
  }

  private static long size(String text) {
    Matcher parts = match(SIZE, text, "a size like 512MiB or 4GiB");
    int shift =
        switch (parts.group(2)) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 40;
        };
    return (long) (Double.parseDouble(parts.group(1)) * (1L << shift));
  }

  private static Matcher match(Pattern pattern, String text, String wanted) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + PolicyText.shown(text) + "' is not " + wanted);
    }
    return matcher;
  }

  private static void require(boolean holds, String text, String wanted) {
    if (!holds) {
      throw new IllegalArgumentException("'" + PolicyText.shown(text) + "' is not " + wanted);
    }
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }
}
