package io.idlegrid.cli.device;

import io.idlegrid.cli.render.Paint;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.cli.render.Table;
import io.idlegrid.cli.render.TextWidth;
import io.idlegrid.protocol.device.Capabilities;
import io.idlegrid.protocol.device.DeviceView;
import io.idlegrid.protocol.device.Hardware;
import io.idlegrid.protocol.device.RemovedDeviceView;
import io.idlegrid.protocol.image.MirrorState;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Devices as people read them. */
final class DeviceText {

  private DeviceText() {}

  static String list(List<DeviceView> devices, Instant now, Paint paint) {
    if (devices.isEmpty()) {
      return "No devices. Let one in: idlegrid join-code create\n";
    }
    Table table =
        Table.of(
            "id", "name", "*state", ">host", ">grid", ">units", "arch", ">cores", ">memory", "seen",
            "labels");
    for (DeviceView device : devices) {
      Optional<Capabilities> facts = Optional.ofNullable(device.facts());
      Optional<DeviceView.Now> latest = Optional.ofNullable(device.now());
      table.row(
          device.id(),
          device.name(),
          device.state(),
          Quantities.percent(latest.map(DeviceView.Now::hostPercent).orElse(null)),
          Quantities.percent(latest.map(DeviceView.Now::ownPercent).orElse(null)),
          String.valueOf(device.attempts().size()),
          facts.map(Capabilities::arch).orElse("-"),
          facts.map(Capabilities::cores).map(String::valueOf).orElse("-"),
          facts.map(Capabilities::memoryBytes).map(Quantities::bytes).orElse("-"),
          Quantities.ago(device.lastSeen(), now),
          facts.map(Capabilities::labels).map(DeviceText::labels).orElse(""));
    }
    return table.text(paint);
  }

  static String removed(List<RemovedDeviceView> devices, Instant now, Paint paint) {
    if (devices.isEmpty()) {
      return "No device was removed.\n";
    }
    Table table = Table.of("id", "name", "owner", "removed", "by", ">credit", ">units");
    for (RemovedDeviceView device : devices) {
      table.row(
          device.id(),
          device.name(),
          device.owner(),
          Quantities.ago(device.removedAt(), now),
          device.removedBy(),
          Quantities.span(device.standing().creditSeconds()),
          String.valueOf(device.standing().validated()));
    }
    return table.text(paint);
  }

  static String full(DeviceView device, Instant now, Paint paint) {
    StringBuilder text = new StringBuilder();
    line(text, paint, "Device", device.id() + "  " + paint.bold(printable(device.name())));
    line(
        text,
        paint,
        "State",
        paint.state(device.state())
            + (device.reason().isEmpty() ? "" : ": " + printable(device.reason())));
    line(text, paint, "Owner", device.owner());
    line(text, paint, "Duty", device.duty().toLowerCase(Locale.ROOT));
    line(text, paint, "Risk", risk(device));
    line(text, paint, "Hours", hours(device));
    PromiseText.lines(device.promise()).forEach((name, value) -> line(text, paint, name, value));
    line(text, paint, "Joined", Quantities.ago(device.joinedAt(), now));
    line(text, paint, "Seen", Quantities.ago(device.lastSeen(), now));
    facts(text, device.facts(), paint);
    latest(text, device.now(), paint);
    mirror(text, device.mirror(), paint);
    DeviceView.Standing standing = device.standing();
    line(
        text,
        paint,
        "Credit",
        "%s of validated work in %s%s"
            .formatted(
                Quantities.span(standing.creditSeconds()),
                Quantities.count(standing.validated(), "unit"),
                standing.dissented() == 0
                    ? ""
                    : "; " + standing.dissented() + " outputs differed from the others'"));
    return text + attempts(device, paint);
  }

  private static void mirror(StringBuilder text, @Nullable MirrorState mirror, Paint paint) {
    if (mirror == null) {
      return;
    }
    String trouble = mirror.problem().isEmpty() ? "" : "; cannot be read: " + mirror.problem();
    line(
        text,
        paint,
        "Registry",
        printable(
            "%s: %s stale%s"
                .formatted(mirror.registry(), Quantities.count(mirror.stale(), "layer"), trouble)));
  }

  /** When the device is lent. */
  static String hours(DeviceView device) {
    DeviceView.Hours hours = device.hours();
    return hours == null ? "always" : "%s, %s".formatted(hours.week(), hours.zone());
  }

  private static String risk(DeviceView device) {
    Double owners = device.ownerRisk();
    double accepted = owners == null ? device.risk() : Math.min(owners, device.risk());
    return PromiseText.percent(accepted)
        + " of grants may meet the owner's load"
        + (owners == null
            ? ""
            : " (the owner accepts %s, the operator %s)"
                .formatted(PromiseText.percent(owners), PromiseText.percent(device.risk())));
  }

  private static void facts(StringBuilder text, @Nullable Capabilities facts, Paint paint) {
    if (facts == null) {
      return;
    }
    line(
        text,
        paint,
        "Hardware",
        "%s, %s, %s of memory"
            .formatted(
                facts.arch(),
                Quantities.count(facts.cores(), "core"),
                Quantities.bytes(facts.memoryBytes())));
    hardware(text, facts.hardware(), paint);
    line(text, paint, "System", printable(facts.os()));
    line(
        text,
        paint,
        "Lends",
        "%.0f %% of the CPU, %s of memory, %s of disk%s"
            .formatted(
                facts.lendableCpuPercent(),
                Quantities.bytes(facts.lendableMemoryBytes()),
                Quantities.bytes(facts.lendableDiskBytes()),
                facts.networkAllowed() ? ", network" : ""));
    line(
        text,
        paint,
        "Engines",
        facts.engines().isEmpty()
            ? paint.bad("none")
            : facts.engines().stream().map(DeviceText::engine).collect(Collectors.joining("; ")));
    if (facts.java() != null) {
      line(text, paint, "Java", String.valueOf(facts.java()));
    }
    if (!facts.labels().isEmpty()) {
      line(text, paint, "Labels", labels(facts.labels()));
    }
    Set<String> sensors = new LinkedHashSet<>(facts.sensors());
    Optional.ofNullable(facts.hardware()).ifPresent(found -> sensors.addAll(found.sensors()));
    if (!sensors.isEmpty()) {
      line(text, paint, "Sensors", printable(String.join(", ", sensors)));
    }
    facts.warnings().forEach(each -> line(text, paint, "Warning", paint.careful(printable(each))));
  }

  private static void hardware(StringBuilder text, @Nullable Hardware hardware, Paint paint) {
    if (hardware != null) {
      HardwareText.lines(hardware)
          .forEach((name, value) -> line(text, paint, name, printable(value)));
    }
  }

  private static String engine(Capabilities.EngineInfo engine) {
    String degraded = engine.degraded();
    return printable(
        engine.name() + " " + engine.version() + (degraded == null ? "" : " (" + degraded + ")"));
  }

  private static void latest(StringBuilder text, DeviceView.@Nullable Now now, Paint paint) {
    if (now == null) {
      return;
    }
    line(
        text,
        paint,
        "Load",
        "%s by its owner, %s by the grid"
            .formatted(
                Quantities.percent(now.hostPercent()), Quantities.percent(now.ownPercent())));
    line(
        text,
        paint,
        "Free",
        "%s of memory, %s of disk"
            .formatted(
                Quantities.bytes(now.memoryAvailableBytes()),
                Quantities.bytes(now.diskFreeBytes())));
    Double temperature = now.temperature();
    if (temperature != null) {
      line(text, paint, "Warmth", String.format(Locale.ROOT, "%.0f °C", temperature));
    }
  }

  private static String attempts(DeviceView device, Paint paint) {
    if (device.attempts().isEmpty()) {
      return "";
    }
    Table table = Table.of("job", ">unit", "*phase", ">ran for");
    for (DeviceView.HeldAttempt attempt : device.attempts()) {
      table.row(
          attempt.job(),
          String.valueOf(attempt.unit()),
          attempt.phase(),
          Quantities.span(attempt.activeSeconds()));
    }
    return "\n" + table.text(paint);
  }

  private static String labels(Map<String, String> labels) {
    return printable(
        new TreeMap<>(labels)
            .entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(",")));
  }

  private static String printable(String text) {
    return TextWidth.printable(text);
  }

  private static void line(StringBuilder text, Paint paint, String name, String value) {
    text.append(paint.faint(name + ":"))
        .append(" ".repeat(Math.max(1, 11 - name.length())))
        .append(value)
        .append('\n');
  }
}
