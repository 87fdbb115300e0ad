package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds a device by what somebody calls it. Owners name their devices as they like, also as others
 * named theirs: what is meant for one device is never done to another.
 */
public final class NamedDevice {

  private static final int MOST_SHOWN = 5;

  private NamedDevice() {}

  /**
   * The device of an id, or of a name that only it has, or only it among the caller's own; refused
   * where several could be meant.
   *
   * @param account who calls it so
   */
  public static Optional<Device> find(String called, Collection<Device> devices, String account) {
    if (DeviceId.isValid(called)) {
      return devices.stream().filter(each -> each.id().value().equals(called)).findFirst();
    }
    List<Device> all = devices.stream().filter(each -> each.name().equals(called)).toList();
    List<Device> own = all.stream().filter(each -> each.owner().equals(account)).toList();
    List<Device> meant = own.isEmpty() ? all : own;
    if (meant.size() > 1) {
      throw ambiguous(called, meant);
    }
    return meant.stream().findFirst();
  }

  private static RefusedException ambiguous(String called, List<Device> meant) {
    String ids =
        meant.stream()
            .limit(MOST_SHOWN)
            .map(each -> "%s of %s".formatted(each.id(), each.owner()))
            .sorted()
            .collect(Collectors.joining(", "));
    return RefusedException.of(
            Kind.CONFLICT,
            "device.ambiguous",
            "%d devices are called '%s': %s%s"
                .formatted(meant.size(), called, ids, meant.size() > MOST_SHOWN ? ", …" : ""),
            "name the one that you mean by its id")
        .with("device", called)
        .with("count", meant.size());
  }
}
