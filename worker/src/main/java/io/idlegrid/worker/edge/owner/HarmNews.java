package io.idlegrid.worker.edge.owner;

import io.idlegrid.protocol.device.Harm;
import io.idlegrid.worker.domain.harm.HarmDay;
import io.idlegrid.worker.domain.harm.HarmLedger;
import java.time.Clock;
import java.util.List;

/** The account of harm as the grid is told it: days and sums, nothing of single attempts. */
final class HarmNews {

  private static final int MOST_DAYS = 14;

  private HarmNews() {}

  static Harm of(HarmLedger ledger, Clock clock) {
    List<HarmDay> days = ledger.days();
    return new Harm(
        clock.getZone().getRules().getOffset(clock.instant()).getTotalSeconds(),
        days.subList(Math.max(0, days.size() - MOST_DAYS), days.size()).stream()
            .map(HarmNews::day)
            .toList());
  }

  private static Harm.Day day(HarmDay day) {
    return new Harm.Day(
        day.date(),
        day.suspensions(),
        day.falseAlarms(),
        day.waitedMillis(),
        day.queuedMillis(),
        day.lentMillis(),
        day.cpuMillis(),
        day.left());
  }
}
