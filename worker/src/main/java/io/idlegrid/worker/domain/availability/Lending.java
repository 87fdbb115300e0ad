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

  /**
   * The share of the moment.
   *
   * @param memoryPromised to attempts that run; what is available now is without it
   * @param diskPromised to attempts that run, likewise
   */
  public Share share(HostState state, long memoryPromised, long diskPromised) {
    long memory = atLeastZero(state.memoryAvailableBytes() - memoryReserve) + memoryPromised;
    long disk = atLeastZero(state.diskFreeBytes() - diskReserve) + diskPromised;
    return new Share(cpuCores, Math.min(memoryBytes, memory), Math.min(diskBytes, disk));
  }

  /**
   * Half of what the kernel cannot hold attempts back from: there, only the guard stands between
   * them and the owner.
   */
  public Lending within(Protection protection) {
    return new Lending(
        protection.cpu() && protection.processes() ? cpuCores : cpuCores / 2,
        protection.memory() ? memoryBytes : memoryBytes / 2,
        diskBytes,
        memoryReserve,
        diskReserve);
  }

  private static long atLeastZero(long value) {
    return Math.max(0, value);
  }
}
