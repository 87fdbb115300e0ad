package io.idlegrid.coordinator.domain.fleet;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When in a week an owner lends a device, such as {@code mon-fri 18:00-08:00, sat-sun}. A span
 * whose end is not after its start runs into the next day. The device's own schedule may allow
 * less.
 *
 * @param week as it was written
 * @param zone whose clocks count, so that a night is a night when they change
 */
public record LendingHours(String week, ZoneId zone, List<Span> spans) {

  private static final int MOST_SPANS = 50;
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final Pattern PART =
      Pattern.compile(
          "(?<from>[a-z]{3})(?:-(?<to>[a-z]{3}))?"
              + "(?:\\s+(?<start>\\d{1,2}:\\d{2})-(?<end>\\d{1,2}:\\d{2}))?");

  /** Some days, from a minute of the day on, up to another one, exclusive; 1,440 is midnight. */
  public record Span(Set<DayOfWeek> days, int start, int end) {

    public Span {
      days = Set.copyOf(days);
    }

    boolean contains(DayOfWeek day, int minute) {
      if (start < end) {
        return days.contains(day) && minute >= start && minute < end;
      }
      return (days.contains(day) && minute >= start)
          || (days.contains(day.minus(1)) && minute < end);
    }
  }

  public LendingHours {
    spans = List.copyOf(spans);
  }

  /**
   * @throws IllegalArgumentException naming the part that is wrong
   */
  public static LendingHours parse(String week, ZoneId zone) {
    String cleaned = week.strip().toLowerCase(Locale.ROOT);
    String[] parts = cleaned.split(",", -1);
    if (parts.length > MOST_SPANS) {
      throw new IllegalArgumentException("more than " + MOST_SPANS + " parts");
    }
    List<Span> spans = new ArrayList<>();
    for (String part : parts) {
      spans.add(span(part.strip()));
    }
    return new LendingHours(cleaned, zone, spans);
  }

  /** Whether the device is lent then. */
  public boolean contain(Instant time) {
    ZonedDateTime there = time.atZone(zone);
    int minute = there.getHour() * 60 + there.getMinute();
    return spans.stream().anyMatch(span -> span.contains(there.getDayOfWeek(), minute));
  }

  /** Whether the device is lent then and for some time after. */
  public boolean contain(Instant from, Duration after) {
    Instant end = from.plus(after);
    for (Instant time = from; time.isBefore(end); time = time.plus(STEP)) {
      if (!contain(time)) {
        return false;
      }
    }
    return contain(end);
  }

  private static Span span(String part) {
    Matcher matcher = PART.matcher(part);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + part + "' is not like 'mon-fri 18:00-08:00'");
    }
    DayOfWeek from = day(matcher.group("from"));
    String last = matcher.group("to");
    Set<DayOfWeek> days = EnumSet.of(from);
    for (DayOfWeek day = from; last != null && day != day(last); day = day.plus(1)) {
      days.add(day.plus(1));
    }
    return matcher.group("start") == null
        ? new Span(days, 0, 24 * 60)
        : new Span(days, minute(matcher.group("start")), minute(matcher.group("end")));
  }

  private static DayOfWeek day(String word) {
    for (DayOfWeek day : DayOfWeek.values()) {
      if (day.name().substring(0, 3).equalsIgnoreCase(word)) {
        return day;
      }
    }
    throw new IllegalArgumentException(
        "'" + word + "' is none of the days mon, tue, wed, thu, fri, sat and sun");
  }

  private static int minute(String text) {
    int colon = text.indexOf(':');
    int hour = Integer.parseInt(text.substring(0, colon));
    int minute = Integer.parseInt(text.substring(colon + 1));
    if (minute > 59 || hour > 24 || (hour == 24 && minute > 0)) {
      throw new IllegalArgumentException("'" + text + "' is not a time of day like 18:00");
    }
    return hour * 60 + minute;
  }
}
