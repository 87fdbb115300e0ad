package io.idlegrid.worker.owner;

import io.idlegrid.worker.domain.harm.HarmDay;
import io.idlegrid.worker.edge.owner.OwnerView;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The owner's view as text. */
final class StatusText {

  private static final double MEBI = 1 << 20;
  private static final int DAYS = 7;

  private final PrintWriter out;

  StatusText(PrintWriter out) {
    this.out = out;
  }

  void print(OwnerView view) {
    line("device", view.device());
    line("coordinator", view.coordinator() + (view.connected() ? ", connected" : ", out of reach"));
    line(
        "lending",
        view.reason().isEmpty() ? view.lending() : view.lending() + ": " + view.reason());
    if (view.until() != null) {
      line("until", view.until().toString());
    }
    load(view);
    line(
        "limits",
        "%s of %s cores now, %s MiB of memory, %s MiB of disk; stops from %s of your load on, back below %s"
            .formatted(
                number(view.limits().coresNow(), "%.1f", ""),
                number(view.limits().cores(), "%.1f", ""),
                view.limits().memoryBytes() >> 20,
                view.limits().diskBytes() >> 20,
                number(view.limits().cpuEnterPercent(), "%.0f", " %"),
                number(view.limits().cpuLeavePercent(), "%.0f", " %")));
    attempts(view.attempts());
    harm(view.harm().days());
    OwnerView.Sharing sharing = view.sharing();
    if (sharing != null) {
      line("cache", handedOn(sharing));
      registry(sharing.registry());
    }
    OwnerView.Grid grid = view.grid();
    if (grid != null) {
      line(
          "forecast",
          "%.0f %% idle for %d min (%s)"
              .formatted(grid.idlePercent(), grid.spanMinutes(), grid.basis()));
      line(
          "credit",
          "%.2f CPU hours of %d units".formatted(grid.creditSeconds() / 3600, grid.validated()));
    }
    view.unknown().forEach(what -> line("unknown", what + " cannot be measured here"));
    view.policyErrors().forEach(error -> line("policy", error));
    view.warnings().forEach(warning -> line("warning", warning));
    out.flush();
  }

  private void registry(OwnerView.@Nullable Registry registry) {
    if (registry == null) {
      return;
    }
    String read = number(registry.bytes() / MEBI, "%.1f", "");
    line("registry", "%s: read %s MiB since the start".formatted(registry.address(), read));
    if (!registry.problem().isEmpty()) {
      line("registry", "cannot be read now: " + registry.problem());
    }
    if (registry.checkedAt() != null) {
      line("registry", "newer versions looked for at " + registry.checkedAt());
    }
    registry.stale().forEach(what -> line("stale", what));
  }

  private static String handedOn(OwnerView.Sharing sharing) {
    Double limit = sharing.mostBytesPerSecond();
    return "%s: handed %s MiB to %d devices since the start, %s"
        .formatted(
            sharing.address(),
            number(sharing.bytes() / MEBI, "%.1f", ""),
            sharing.readers(),
            limit == null
                ? "without limit (network.fetch)"
                : "at most " + number(limit / 1024, "%.0f", " KiB/s") + " with all else it moves");
  }

  private void load(OwnerView view) {
    OwnerView.Load load = view.load();
    line(
        "load",
        "you %s, IdleGrid %s"
            .formatted(
                number(load.hostPercent(), "%.0f", " %"), number(load.ownPercent(), "%.0f", " %")));
    Double available =
        load.memoryAvailableBytes() == null ? null : load.memoryAvailableBytes() / MEBI;
    Double disk = load.diskFreeBytes() == null ? null : load.diskFreeBytes() / MEBI;
    Double network = load.ownerBytesPerSecond() == null ? null : load.ownerBytesPerSecond() / MEBI;
    line(
        "sensors",
        "memory free %s, disk free %s, temperature %s, %s, disk wait %s, network %s"
            .formatted(
                number(available, "%.0f", " MiB"),
                number(disk, "%.0f", " MiB"),
                number(load.celsius(), "%.0f", " °C"),
                power(load),
                number(load.diskWaitPercent(), "%.0f", " %"),
                number(network, "%.1f", " MiB/s")));
  }

  private static String power(OwnerView.Load load) {
    if (load.onBattery() == null) {
      return "power unknown";
    }
    return load.onBattery()
        ? "on battery " + number(load.batteryPercent(), "%.0f", " %")
        : "on mains";
  }

  private void attempts(List<OwnerView.Attempt> attempts) {
    if (attempts.isEmpty()) {
      line("units", "none");
    }
    for (OwnerView.Attempt attempt : attempts) {
      line(
          "unit",
          "%s of %s for %s: %s, %d s active, %d s CPU"
              .formatted(
                  attempt.name(),
                  attempt.title(),
                  attempt.account(),
                  attempt.phase(),
                  attempt.activeMillis() / 1000,
                  attempt.cpuMillis() / 1000));
    }
  }

  private void harm(List<HarmDay> days) {
    for (HarmDay day : days.subList(Math.max(0, days.size() - DAYS), days.size())) {
      line(
          day.date().toString(),
          ("you may have waited %d ms (queue of yours while units ran: at most %d ms); %d"
                  + " suspensions, %d false, %d units left, %d did not stop at once; lent %s h, %s CPU h")
              .formatted(
                  day.waitedMillis(),
                  day.queuedMillis(),
                  day.suspensions(),
                  day.falseAlarms(),
                  day.left(),
                  day.ranOn(),
                  number(day.lentMillis() / 3_600_000.0, "%.2f", ""),
                  number(day.cpuMillis() / 3_600_000.0, "%.2f", "")));
    }
  }

  private void line(String name, String value) {
    out.printf("%-12s %s%n", name, value);
  }

  private static String number(@Nullable Double value, String format, String unit) {
    return value == null ? "unknown" : String.format(Locale.ROOT, format, value) + unit;
  }
}
