package io.idlegrid.coordinator.edge.link;

import static io.idlegrid.coordinator.edge.link.FromWorker.cut;

import io.idlegrid.coordinator.domain.fleet.Hardware;
import io.idlegrid.coordinator.domain.fleet.Hardware.Disk;
import io.idlegrid.coordinator.domain.fleet.Hardware.NetworkPort;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a device is made of; a number that cannot be is as good as none. */
final class HardwareFromWorker {

  private static final int MOST_PARTS = 32;
  private static final int MOST_TEXT = 100;

  private HardwareFromWorker() {}

  static Hardware read(io.idlegrid.protocol.device.Hardware said) {
    return new Hardware(
        text(said.model()),
        text(said.processor()),
        positive(said.physicalCores()),
        positive(said.maxMegahertz()),
        said.disks().stream()
            .filter(disk -> disk.bytes() > 0)
            .limit(MOST_PARTS)
            .map(HardwareFromWorker::disk)
            .toList(),
        said.networks().stream()
            .limit(MOST_PARTS)
            .map(port -> new NetworkPort(cut(port.name(), MOST_TEXT), positive(port.megabits())))
            .toList(),
        said.sensors().stream().limit(MOST_PARTS).map(each -> cut(each, MOST_TEXT)).toList());
  }

  private static Disk disk(io.idlegrid.protocol.device.Hardware.Disk said) {
    return new Disk(
        cut(said.name(), MOST_TEXT),
        text(said.model()),
        said.bytes(),
        Optional.ofNullable(said.solid()));
  }

  private static Optional<String> text(@Nullable String said) {
    return Optional.ofNullable(said)
        .filter(text -> !text.isBlank())
        .map(text -> cut(text, MOST_TEXT));
  }

  private static Optional<Integer> positive(@Nullable Integer said) {
    return Optional.ofNullable(said).filter(number -> number > 0);
  }
}
