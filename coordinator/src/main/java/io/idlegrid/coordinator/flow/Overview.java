package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.fleet.HarmSum;
import io.idlegrid.coordinator.domain.promise.PromiseTally;
import java.util.Map;

/**
 * The whole grid in a few numbers.
 *
 * @param devices how many devices are in each state
 * @param activeJobs jobs that are not over
 * @param waiting units of these jobs that nobody works on
 * @param creditSeconds CPU seconds of validated work of all devices
 * @param validated outputs of all devices that counted
 * @param promises how promises to owners were kept lately, of all devices
 * @param broken devices whose promises break more often than chance explains
 * @param harmToday what today cost the owners, as far as devices told
 * @param tellingHarm devices that told
 * @param staleLayers that registries near caches do not have as they should, as connected caches
 *     say
 */
public record Overview(
    Map<SeatState, Integer> devices,
    long activeJobs,
    long waiting,
    long running,
    long done,
    long failed,
    double creditSeconds,
    long validated,
    PromiseTally promises,
    int broken,
    HarmSum harmToday,
    int tellingHarm,
    int staleLayers) {

  /** Of a grid without devices. */
  public static final Overview EMPTY =
      new Overview(Map.of(), 0, 0, 0, 0, 0, 0, 0, PromiseTally.NONE, 0, HarmSum.NONE, 0, 0);

  public Overview {
    devices = Map.copyOf(devices);
  }

  /** Devices in a state. */
  public int devices(SeatState state) {
    return devices.getOrDefault(state, 0);
  }

  /** Devices in all. */
  public int allDevices() {
    return devices.values().stream().mapToInt(Integer::intValue).sum();
  }
}
