package io.idlegrid.schedule;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When in a week the device may be lent, such as {@code mon-fri 18:00-08:00, sat-sun}. A span whose
 * end is not after its start runs into the next day. Times are the device's local ones, so that a
 * night is a night when the clocks change.
 *
 * @param text as the owner wrote it
 */
public record WeeklySchedule(String text, List<Span> spans) {

  /** Nothing is left out. */
  public static final WeeklySchedule ALWAYS = new WeeklySchedule("always", List.of());

  private static final int MOST_SPANS = 50;

  private static final Pattern PART =
      Pattern.compile(
          "(?<from>[a-z]{3})(?:-(?<to>[a-z]{3}))?(?:\\s+(?<start>\\d{1,2}:\\d{2})-(?<end>\\d{1,2}:\\d{2}))?");

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

  public WeeklySchedule {
    spans = List.copyOf(spans);
  }

  /**
   * @throws IllegalArgumentException naming the part that is wrong
   */
  public static WeeklySchedule parse(String text) {
    String cleaned = text.strip().toLowerCase(Locale.ROOT);
    if (cleaned.equals("always")) {
      return ALWAYS;
    }
    String[] parts = cleaned.split(",", -1);
    if (parts.length > MOST_SPANS) {
      throw new IllegalArgumentException("more than " + MOST_SPANS + " parts");
    }
    List<Span> spans = new ArrayList<>();
    for (String part : parts) {
      spans.add(span(part.strip()));
    }
    return new WeeklySchedule(cleaned, spans);
  }

  /** Whether the device may be lent then. */
  public boolean contains(LocalDateTime time) {
    int minute = time.getHour() * 60 + time.getMinute();
    return spans.isEmpty()
        || spans.stream().anyMatch(span -> span.contains(time.getDayOfWeek(), minute));
  }

  @Override
  public String toString() {
    return text;
  }

  private static Span span(String part) {
    Matcher matcher = PART.matcher(part);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + part + "' is not like 'mon-fri 18:00-08:00', 'sat' or 'always'");
    }
    DayOfWeek from = day(matcher.group("from"));
    String last = matcher.group("to");
    Set<DayOfWeek> days = EnumSet.of(from);
    for (DayOfWeek day = from; last != null && day != day(last); day = day.plus(1)) {
      days.add(day.plus(1));
    }
    if (matcher.group("start") == null) {
      return new Span(days, 0, 24 * 60);
    }
    return new Span(days, minute(matcher.group("start")), minute(matcher.group("end")));
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
    if (text.equals("24:00")) {
      return 24 * 60;
    }
    String[] parts = text.split(":", -1);
    int hour = Integer.parseInt(parts[0]);
    int minute = Integer.parseInt(parts[1]);
    if (hour > 23 || minute > 59) {
      throw new IllegalArgumentException("'" + text + "' is not a time of day like 18:00");
    }
    return LocalTime.of(hour, minute).toSecondOfDay() / 60;
  }
}
