package io.idlegrid.coordinator.edge.link;

import io.idlegrid.coordinator.domain.fleet.Harm;
import io.idlegrid.coordinator.domain.fleet.HarmSum;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.TreeMap;

/** Reads what a device says of its owner's harm; what cannot be is cut to what can. */
final class HarmFromWorker {

  private static final int MOST_ZONE_SECONDS = 18 * 60 * 60;
  private static final long MOST_MILLIS = Duration.ofDays(1_000).toMillis();

  private HarmFromWorker() {}

  /** Days that are yet to come are of a clock that is wrong, and would stay the newest for good. */
  static Harm read(io.idlegrid.protocol.device.Harm told, Instant received) {
    ZoneOffset zone =
        ZoneOffset.ofTotalSeconds(
            Math.max(-MOST_ZONE_SECONDS, Math.min(MOST_ZONE_SECONDS, told.zoneSeconds())));
    LocalDate today = LocalDate.ofInstant(received, zone);
    TreeMap<LocalDate, HarmSum> days = new TreeMap<>();
    told.days().stream()
        .filter(day -> !day.date().isAfter(today))
        .forEach(day -> days.put(day.date(), sum(day)));
    return new Harm(zone, days);
  }

  private static HarmSum sum(io.idlegrid.protocol.device.Harm.Day day) {
    return new HarmSum(
        Math.max(0, day.suspensions()),
        Math.max(0, day.falseAlarms()),
        time(day.waitedMillis()),
        time(day.queuedMillis()),
        time(day.lentMillis()),
        time(day.cpuMillis()),
        Math.max(0, day.left()));
  }

  private static Duration time(long millis) {
    return Duration.ofMillis(Math.max(0, Math.min(MOST_MILLIS, millis)));
  }
}
