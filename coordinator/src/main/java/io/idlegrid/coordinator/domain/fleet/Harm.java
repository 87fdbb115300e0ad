package io.idlegrid.coordinator.domain.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What lending cost a device's owner, as the device counts it. It is the device that keeps the
 * account; what is here was told and is told again over each new connection.
 *
 * @param zone of the owner's clock
 * @param days by the owner's dates
 */
public record Harm(ZoneOffset zone, NavigableMap<LocalDate, HarmSum> days) {

  private static final int MOST_DAYS = 14;

  /** When clocks are set back. */
  private static final Duration LONGEST_DAY = Duration.ofHours(25);

  /** Devices' clocks differ, and their zone may have changed since the day began. */
  private static final Duration SLACK = Duration.ofHours(1);

  /** Of a device that has told nothing. */
  public static final Harm NONE = new Harm(ZoneOffset.UTC, new TreeMap<>());

  public Harm {
    NavigableMap<LocalDate, HarmSum> newest = new TreeMap<>(days);
    while (newest.size() > MOST_DAYS) {
      newest.pollFirstEntry();
    }
    days = Collections.unmodifiableNavigableMap(newest);
  }

  /** Days that are told anew replace what was told of them. */
  public Harm with(Harm newer) {
    NavigableMap<LocalDate, HarmSum> all = new TreeMap<>(days);
    all.putAll(newer.days);
    return new Harm(newer.zone, all);
  }

  /**
   * The same without what cannot be: a day that is not over is as long as it lasted yet, and an
   * attempt needs a moment to be stopped and to come back. Devices are not believed more than that.
   *
   * @param cores of the device
   */
  public Harm within(int cores, Instant now) {
    NavigableMap<LocalDate, HarmSum> possible = new TreeMap<>();
    days.forEach(
        (date, sum) -> {
          Duration passed = Duration.between(date.atStartOfDay().toInstant(zone), now).plus(SLACK);
          Duration most = passed.compareTo(LONGEST_DAY) > 0 ? LONGEST_DAY : passed;
          possible.put(date, sum.within(most.isNegative() ? Duration.ZERO : most, cores));
        });
    return new Harm(zone, possible);
  }

  /** What the owner's today cost, if the device told of it. */
  public Optional<HarmSum> today(Instant now) {
    return Optional.ofNullable(days.get(LocalDate.ofInstant(now, zone)));
  }
}
