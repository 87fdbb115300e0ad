package io.idlegrid.coordinator.flow.board;

import io.idlegrid.coordinator.domain.credit.FormerDevice;
import io.idlegrid.coordinator.domain.credit.Standing;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.fleet.RemovedDevice;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Devices that were removed, and what they had earned. */
public final class RemovedDevices {

  private final TreeMap<DeviceId, FormerDevice> kept = new TreeMap<>();
  private double creditSeconds;
  private long validated;

  public void add(RemovedDevice device, Standing standing) {
    kept.put(device.id(), new FormerDevice(device, standing));
    creditSeconds += standing.creditSeconds();
    validated += standing.validated();
  }

  public Optional<FormerDevice> find(DeviceId id) {
    return Optional.ofNullable(kept.get(id));
  }

  /** An output of a device was judged after it was removed; empty if it was not. */
  public Optional<Standing> change(DeviceId id, UnaryOperator<Standing> change) {
    return find(id)
        .map(
            before -> {
              Standing after = change.apply(before.standing());
              creditSeconds += after.creditSeconds() - before.standing().creditSeconds();
              validated += after.validated() - before.standing().validated();
              kept.put(id, new FormerDevice(before.device(), after));
              return after;
            });
  }

  /** All, by id. */
  public List<FormerDevice> all() {
    return List.copyOf(kept.values());
  }

  /** What they earned together, in CPU seconds of validated work. */
  public double creditSeconds() {
    return creditSeconds;
  }

  /** Their outputs that counted. */
  public long validated() {
    return validated;
  }
}
