package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.RemovedDevice;
import java.util.List;

/** The devices that there are, and those that there were: what people may mean by a name. */
public record Fleet(List<Device> devices, List<RemovedDevice> removed) {

  /** No device at all. */
  public static final Fleet NONE = new Fleet(List.of(), List.of());

  public Fleet {
    devices = List.copyOf(devices);
    removed = List.copyOf(removed);
  }
}
