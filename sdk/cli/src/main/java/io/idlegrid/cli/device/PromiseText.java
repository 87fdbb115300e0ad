package io.idlegrid.cli.device;

import io.idlegrid.cli.render.Quantities;
import io.idlegrid.protocol.device.DeviceView;
import io.idlegrid.protocol.device.PromiseView;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What an owner was promised against what came, as people read it. */
final class PromiseText {

  private PromiseText() {}

  /** Lines by their names; fewer while little is known. */
  static Map<String, String> lines(DeviceView.Promise promise) {
    Map<String, String> lines = new LinkedHashMap<>();
    PromiseView lately = promise.lately();
    lines.put("Promise", state(promise));
    if (lately.grants() > 0) {
      lines.put(
          "Conflicts",
          "%s in %s of the last %d days, %s; promised %s; units stood still in %d"
              .formatted(
                  lately.conflicts(),
                  Quantities.count(lately.grants(), "grant"),
                  lately.days(),
                  percent(lately.conflictRate()),
                  percent(lately.promisedRate()),
                  lately.frozen()));
    }
    if (lately.checked() > 0) {
      StringBuilder coverage = new StringBuilder();
      for (PromiseView.Coverage each : lately.coverage()) {
        coverage.append(coverage.isEmpty() ? "" : ", ");
        coverage.append(percent(each.share())).append(" within ").append(percent(each.quantile()));
      }
      lines.put("Coverage", coverage + " in " + Quantities.count(lately.checked(), "forecast"));
    }
    if (lately.harvestedShare() > 0) {
      lines.put(
          "Harvest", percent(lately.harvestedShare()) + " of the CPU that its owner left free");
    }
    return lines;
  }

  private static String state(DeviceView.Promise promise) {
    if (!promise.broken()) {
      return promise.lately().grants() == 0 ? "nothing to judge yet" : "kept";
    }
    String since =
        promise.brokenSince() == null
            ? ""
            : " since " + promise.brokenSince().truncatedTo(ChronoUnit.SECONDS);
    return String.format(
        Locale.ROOT,
        "BROKEN%s; until it is kept again, only %.2f of the accepted risk is taken",
        since,
        1 / promise.caution());
  }

  static String percent(double share) {
    double percent = share * 100;
    return percent == Math.rint(percent)
        ? String.format(Locale.ROOT, "%.0f %%", percent)
        : String.format(Locale.ROOT, "%.2f %%", percent);
  }
}
