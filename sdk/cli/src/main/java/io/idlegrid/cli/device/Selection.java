package io.idlegrid.cli.device;

import io.idlegrid.cli.command.Pages;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.device.Capabilities;
import io.idlegrid.protocol.device.DeviceView;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds devices by their labels. */
final class Selection {

  private final GridApi api;

  Selection(GridApi api) {
    this.api = api;
  }

  /** The devices that carry all of the labels; every device when there are none. */
  List<DeviceView> with(Map<String, String> labels) {
    return new Pages(api)
            .all(
                DevicePaths.DEVICES,
                DeviceView.Page.class,
                DeviceView.Page::items,
                DeviceView.Page::next)
            .stream()
            .filter(device -> carries(device, labels))
            .toList();
  }

  private static boolean carries(DeviceView device, Map<String, String> labels) {
    Map<String, String> has =
        Optional.ofNullable(device.facts()).map(Capabilities::labels).orElse(Map.of());
    return labels.entrySet().stream()
        .allMatch(label -> label.getValue().equals(has.get(label.getKey())));
  }
}
