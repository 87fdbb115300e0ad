package io.idlegrid.worker.domain.harm;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The account that the owner can hold us to: so many milliseconds on so many days. A value of
 * bounded size.
 *
 * @param days oldest first
 * @param attempts oldest first
 */
public record HarmLedger(List<HarmDay> days, List<HarmOfAttempt> attempts) {

  /** Two months, in about ten kilobytes. */
  static final int MOST_DAYS = 62;

  static final int MOST_ATTEMPTS = 50;

  public static final HarmLedger EMPTY = new HarmLedger(List.of(), List.of());

  public HarmLedger {
    days = newest(days, MOST_DAYS);
    attempts = newest(attempts, MOST_ATTEMPTS);
  }

  /**
   * Attempts were stopped for the owner.
   *
   * @param waited from the rise of the owner's load until they stood still
   * @param running the attempts that ran, of which some may be new to the account
   */
  public HarmLedger suspended(LocalDate date, Duration waited, List<HarmOfAttempt> running) {
    long millis = waited.toMillis();
    HarmLedger known = on(date, new HarmDay(date, 1, 0, millis, 0, 0, 0, 0, 0));
    for (HarmOfAttempt each : running) {
      known = known.attempt(each).each(each.name(), attempt -> attempt.stopped(millis));
    }
    return known;
  }

  /** The latest suspension was for nothing. */
  public HarmLedger falseAlarm(LocalDate date) {
    return on(date, new HarmDay(date, 0, 1, 0, 0, 0, 0, 0, 0));
  }

  /** Attempts ran for a while. */
  public HarmLedger lent(LocalDate date, Duration time, Duration cpu, Duration queued) {
    return on(
        date, new HarmDay(date, 0, 0, 0, queued.toMillis(), time.toMillis(), cpu.toMillis(), 0, 0));
  }

  /** An attempt had to leave. */
  public HarmLedger left(LocalDate date) {
    return on(date, new HarmDay(date, 0, 0, 0, 0, 0, 0, 1, 0));
  }

  /** An attempt was told to stand still and ran on. */
  public HarmLedger ranOn(LocalDate date) {
    return on(date, new HarmDay(date, 0, 0, 0, 0, 0, 0, 0, 1));
  }

  /** How far an attempt is, perhaps a new one. */
  public HarmLedger attempt(HarmOfAttempt seen) {
    if (attempts.stream().noneMatch(attempt -> attempt.name().equals(seen.name()))) {
      List<HarmOfAttempt> more = new ArrayList<>(attempts);
      more.add(seen);
      return new HarmLedger(days, more);
    }
    return each(seen.name(), attempt -> attempt.ran(seen.activeMillis(), seen.cpuMillis()));
  }

  private HarmLedger each(String name, UnaryOperator<HarmOfAttempt> change) {
    return new HarmLedger(
        days,
        attempts.stream()
            .map(attempt -> attempt.name().equals(name) ? change.apply(attempt) : attempt)
            .toList());
  }

  /** A clock that was set back adds to the day that it says. */
  private HarmLedger on(LocalDate date, HarmDay more) {
    List<HarmDay> changed = new ArrayList<>(days);
    for (int i = 0; i < changed.size(); i++) {
      if (changed.get(i).date().equals(date)) {
        changed.set(i, changed.get(i).plus(more));
        return new HarmLedger(changed, attempts);
      }
    }
    changed.add(HarmDay.of(date).plus(more));
    return new HarmLedger(changed, attempts);
  }

  private static <T> List<T> newest(List<T> all, int most) {
    return List.copyOf(all.subList(Math.max(0, all.size() - most), all.size()));
  }
}
