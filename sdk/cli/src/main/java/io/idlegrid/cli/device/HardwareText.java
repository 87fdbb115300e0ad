package io.idlegrid.cli.device;

import io.idlegrid.cli.render.Quantities;
import io.idlegrid.protocol.device.Hardware;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a device is made of, as people read it: only what it told. */
final class HardwareText {

  private HardwareText() {}

  /** Lines by their names, in order. */
  static Map<String, String> lines(Hardware hardware) {
    Map<String, String> lines = new LinkedHashMap<>();
    Optional.ofNullable(hardware.model()).ifPresent(model -> lines.put("Model", model));
    String processor = processor(hardware);
    if (!processor.isEmpty()) {
      lines.put("Processor", processor);
    }
    if (!hardware.disks().isEmpty()) {
      lines.put(
          "Disks",
          hardware.disks().stream().map(HardwareText::disk).collect(Collectors.joining("; ")));
    }
    if (!hardware.networks().isEmpty()) {
      lines.put(
          "Network",
          hardware.networks().stream().map(HardwareText::port).collect(Collectors.joining("; ")));
    }
    return lines;
  }

  private static String processor(Hardware hardware) {
    List<String> parts = new ArrayList<>();
    Optional.ofNullable(hardware.processor()).ifPresent(parts::add);
    Optional.ofNullable(hardware.physicalCores())
        .ifPresent(cores -> parts.add(Quantities.count(cores, "physical core")));
    Optional.ofNullable(hardware.maxMegahertz())
        .ifPresent(most -> parts.add(String.format(Locale.ROOT, "up to %.1f GHz", most / 1000.0)));
    return String.join(", ", parts);
  }

  private static String disk(Hardware.Disk disk) {
    String kind =
        Optional.ofNullable(disk.solid()).map(solid -> solid ? ", solid" : ", turning").orElse("");
    String model = Optional.ofNullable(disk.model()).map(known -> " " + known).orElse("");
    return disk.name() + model + ", " + Quantities.bytes(disk.bytes()) + kind;
  }

  private static String port(Hardware.NetworkPort port) {
    return port.name()
        + Optional.ofNullable(port.megabits()).map(speed -> " " + speed + " Mbit/s").orElse("");
  }
}
