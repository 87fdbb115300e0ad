package io.idlegrid.coordinator.edge.blobs;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import java.util.Optional;

/**
 * Who uploads.
 *
 * @param name as part of a file's name: no account is called as a device is
 * @param device which device it is; empty for an account
 */
public record Uploader(String name, Optional<DeviceId> device) {

  public static Uploader account(String name) {
    return new Uploader("account." + name, Optional.empty());
  }

  public static Uploader device(DeviceId id) {
    return new Uploader("device." + id.value(), Optional.of(id));
  }
}
