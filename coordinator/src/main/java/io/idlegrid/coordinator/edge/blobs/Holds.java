package io.idlegrid.coordinator.edge.blobs;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Which devices are about to report which blobs. A restart forgets them: a release may then take an
 * hour's grace for a day's, from a device whose link is down all the while.
 */
final class Holds {

  private final Duration last;
  private final Map<String, Map<DeviceId, Instant>> until = new HashMap<>();

  /**
   * @param last how long a device has to report
   */
  Holds(Duration last) {
    this.last = last;
  }

  void begin(String sha256, DeviceId device, Instant now) {
    until.computeIfAbsent(sha256, any -> new HashMap<>()).put(device, now.plus(last));
  }

  /** The device reported it, or never will. */
  void end(String sha256, DeviceId device) {
    until.computeIfPresent(
        sha256,
        (any, devices) -> {
          devices.remove(device);
          return devices.isEmpty() ? null : devices;
        });
  }

  boolean isHeld(String sha256, Instant now) {
    return until.getOrDefault(sha256, Map.of()).values().stream().anyMatch(now::isBefore);
  }

  /** Drops those that ended by themselves. */
  void sweep(Instant now) {
    until
        .values()
        .removeIf(
            devices -> {
              devices.values().removeIf(end -> !now.isBefore(end));
              return devices.isEmpty();
            });
  }
}
