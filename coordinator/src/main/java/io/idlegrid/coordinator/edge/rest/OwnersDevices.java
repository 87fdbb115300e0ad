package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.edge.link.DeviceSockets;
import io.idlegrid.coordinator.edge.loop.GridLoop;
import io.idlegrid.coordinator.flow.SeatView;
import java.util.Optional;

/** The connections of an owner's devices. */
final class OwnersDevices {

  private final GridLoop loop;
  private final DeviceSockets sockets;

  OwnersDevices(GridLoop loop, DeviceSockets sockets) {
    this.loop = loop;
    this.sockets = sockets;
  }

  /** Ends them, after the owner was disabled: none comes back before the owner is let in again. */
  void disconnect(String owner) {
    loop.ask((grid, now) -> grid.devices(Optional.empty())).join().stream()
        .map(SeatView::device)
        .filter(device -> device.owner().equals(owner))
        .forEach(device -> sockets.close(device.id(), "account " + owner + " was disabled"));
  }
}
