package io.idlegrid.coordinator.edge.rest.view;

import io.idlegrid.coordinator.domain.fleet.Harm;
import io.idlegrid.coordinator.domain.fleet.HarmSum;
import io.idlegrid.protocol.device.HarmView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What owners had to bear, as the records that travel. */
final class HarmViews {

  private HarmViews() {}

  static HarmView sum(HarmSum sum) {
    return new HarmView(
        sum.suspensions(),
        sum.falseAlarms(),
        seconds(sum.waited()),
        seconds(sum.queued()),
        seconds(sum.lent()),
        seconds(sum.cpu()),
        sum.left());
  }

  /** Newest first. */
  static List<HarmView.Day> days(Harm harm) {
    List<HarmView.Day> days = new ArrayList<>();
    harm.days().forEach((date, sum) -> days.add(new HarmView.Day(date, sum(sum))));
    Collections.reverse(days);
    return days;
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }
}
