package io.idlegrid.coordinator.edge.rest.view;

import io.idlegrid.coordinator.domain.fleet.Hardware;

/** What a device is made of as the record that travels. */
final class HardwareViews {

  private HardwareViews() {}

  static io.idlegrid.protocol.device.Hardware view(Hardware hardware) {
    return new io.idlegrid.protocol.device.Hardware(
        hardware.model().orElse(null),
        hardware.processor().orElse(null),
        hardware.physicalCores().orElse(null),
        hardware.maxMegahertz().orElse(null),
        hardware.disks().stream()
            .map(
                disk ->
                    new io.idlegrid.protocol.device.Hardware.Disk(
                        disk.name(),
                        disk.model().orElse(null),
                        disk.bytes(),
                        disk.solid().orElse(null)))
            .toList(),
        hardware.networks().stream()
            .map(
                port ->
                    new io.idlegrid.protocol.device.Hardware.NetworkPort(
                        port.name(), port.megabits().orElse(null)))
            .toList(),
        hardware.sensors());
  }
}
