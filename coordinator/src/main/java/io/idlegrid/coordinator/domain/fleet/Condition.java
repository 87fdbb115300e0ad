package io.idlegrid.coordinator.domain.fleet;

import java.time.Instant;
import java.util.Optional;

/**
 * How a device was at its latest report.
 *
 * @param hostPercent load that we did not cause, the newest 2 s mean
 * @param ownPercent load of our attempts, the newest 2 s mean
 * @param lending whether its guard lets attempts run
 * @param reason why not, in words; empty when it lends
 * @param room what attempts may use together now
 * @param terms what the owner asks of the grid
 */
public record Condition(
    Instant at,
    double hostPercent,
    double ownPercent,
    long memoryAvailableBytes,
    long diskFreeBytes,
    Optional<Double> temperature,
    Lending lending,
    String reason,
    Room room,
    Terms terms) {

  /** Whether a device's guard lets attempts run. */
  public enum Lending {
    AVAILABLE,
    SUSPENDED,
    PAUSED,
    DRAINING
  }

  /**
   * What attempts may use together, whatever of it is in use.
   *
   * @param queue most attempts to hold, running and waiting
   */
  public record Room(double cpuCores, long memoryBytes, long diskBytes, int queue) {}

  /**
   * What the owner's policy on the device asks of the grid.
   *
   * @param risk accepted probability that a unit meets the owner's load, where the policy says
   * @param memoryReserveBytes memory that has to stay free for the owner
   */
  public record Terms(Optional<Double> risk, long memoryReserveBytes) {

    /** Of a device that asks for nothing of its own. */
    public static final Terms USUAL = new Terms(Optional.empty(), 0);
  }
}
