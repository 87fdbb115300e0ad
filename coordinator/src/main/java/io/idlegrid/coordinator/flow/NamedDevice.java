package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.fleet.RemovedDevice;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
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
   * where several could be meant, and where there is none.
   *
   * @param account who calls it so
   */
  public static Device require(String called, Fleet fleet, String account) {
    return require(called, fleet, account, "");
  }

  /**
   * The same, named at a place of an input.
   *
   * @param place pointer into the input
   */
  public static Device require(String called, Fleet fleet, String account, String place) {
    return find(called, fleet.devices(), account)
        .orElseThrow(() -> missing(called, fleet, account, place));
  }

  private static Optional<Device> find(String called, Collection<Device> devices, String account) {
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

  /** There is none of that id or name, or there was one. */
  public static RefusedException missing(String called, Fleet fleet, String account) {
    return missing(called, fleet, account, "");
  }

  /** Whoever names a device that was here is told what became of it. */
  private static RefusedException missing(
      String called, Fleet fleet, String account, String place) {
    return was(called, fleet.removed(), account)
        .map(gone -> removed(gone, Kind.NOT_FOUND, place))
        .orElseGet(
            () ->
                refused(
                        Kind.NOT_FOUND,
                        place,
                        "device.unknown",
                        "there is no device '" + called + "'",
                        "see idlegrid device ls")
                    .with("device", called));
  }

  /** Of several of that name one's own, and the one that was removed last. */
  private static Optional<RemovedDevice> was(
      String called, Collection<RemovedDevice> removed, String account) {
    boolean isId = DeviceId.isValid(called);
    return removed.stream()
        .filter(each -> called.equals(isId ? each.id().value() : each.name()))
        .max(
            Comparator.comparing((RemovedDevice each) -> each.owner().equals(account))
                .thenComparing(RemovedDevice::at));
  }

  /** Somebody shows the key of a device that was removed. */
  public static RefusedException removed(RemovedDevice gone) {
    return removed(gone, Kind.UNKNOWN_CALLER, "");
  }

  private static RefusedException removed(RemovedDevice gone, Kind kind, String place) {
    return refused(
            kind,
            place,
            "device.removed",
            "device %s (%s) %s".formatted(gone.name(), gone.id(), gone.fate()),
            "it comes back with a new join code only: idlegrid worker --join CODE")
        .with("device", gone.name())
        .with("at", gone.at().truncatedTo(ChronoUnit.SECONDS))
        .with("by", gone.by());
  }

  private static RefusedException refused(
      Kind kind, String place, String code, String detail, String hint) {
    return place.isEmpty()
        ? RefusedException.of(kind, code, detail, hint)
        : RefusedException.invalid(code, place, detail, hint);
  }
}
