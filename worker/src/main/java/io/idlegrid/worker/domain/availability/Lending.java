package io.idlegrid.worker.domain.availability;

/**
 * What the owner lends at most, for all attempts together, and how much of it there is now.
 *
 * @param cpuCores cores
 * @param memoryBytes memory
 * @param diskBytes disk for the folders of attempts
 * @param memoryReserve memory that stays free for the owner's next program
 * @param diskReserve disk that stays free for the owner's next file
 */
public record Lending(
    double cpuCores, long memoryBytes, long diskBytes, long memoryReserve, long diskReserve) {

  /** What attempts may use together now, whatever of it is in use. */
  public record Share(double cpuCores, long memoryBytes, long diskBytes) {}

  private static final double HOT_CELSIUS = 70;

  /**
   * The share of the moment; no memory and no disk, so nothing new starts, on a hot device or one
   * that drains its battery.
   *
   * @param memoryPromised to attempts that run; what is available now is without it
   * @param diskPromised to attempts that run, likewise
   */
  public Share share(HostState state, long memoryPromised, long diskPromised) {
    if (isHot(state) || isDraining(state)) {
      return new Share(cpuCores, 0, 0);
    }
    long memory = atLeastZero(state.memoryAvailableBytes() - memoryReserve) + memoryPromised;
    long disk = atLeastZero(state.diskFreeBytes() - diskReserve) + diskPromised;
    return new Share(cpuCores, Math.min(memoryBytes, memory), Math.min(diskBytes, disk));
  }

  private static boolean isHot(HostState state) {
    return state.temperature().isPresent() && state.temperature().getAsDouble() >= HOT_CELSIUS;
  }

  private static boolean isDraining(HostState state) {
    return state.battery() != null && !state.battery().charging();
  }

  private static long atLeastZero(long value) {
    return Math.max(0, value);
  }
}
