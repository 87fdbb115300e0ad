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
    Room room) {

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
}
