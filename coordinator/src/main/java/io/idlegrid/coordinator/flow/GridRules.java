package io.idlegrid.coordinator.flow;

import java.time.Duration;

/**
 * The numbers by which the grid runs.
 *
 * @param lease longer than several reports, or healthy devices lose work to a short break
 * @param reportInterval how often devices report at least
 * @param fullRound shortest time between two matches over all devices
 * @param blocksAhead most chunks of a job to take before their units are needed
 * @param settleAfterRestart how long a restarted coordinator waits for devices to claim what they
 *     hold before it grants units of the chunks it took over
 */
public record GridRules(
    Duration lease,
    Duration reportInterval,
    Duration fullRound,
    int blocksAhead,
    Duration settleAfterRestart) {

  public GridRules {
    if (lease.compareTo(reportInterval.multipliedBy(3)) < 0) {
      throw new IllegalArgumentException(
          "a lease of %s must cover at least three reports of %s".formatted(lease, reportInterval));
    }
    if (settleAfterRestart.compareTo(lease) < 0) {
      throw new IllegalArgumentException(
          "after a restart, at least one lease of %s must pass, not %s"
              .formatted(lease, settleAfterRestart));
    }
  }

  /** What a coordinator uses unless told otherwise. */
  public static GridRules defaults() {
    Duration lease = Duration.ofSeconds(30);
    return new GridRules(lease, Duration.ofSeconds(4), Duration.ofMillis(100), 64, lease);
  }

  /** The same with another length of lease, and reports to match. */
  public GridRules withLease(Duration newLease) {
    Duration reports =
        reportInterval.multipliedBy(6).compareTo(newLease) <= 0
            ? reportInterval
            : newLease.dividedBy(6);
    return new GridRules(newLease, reports, fullRound, blocksAhead, newLease);
  }
}
