package io.idlegrid.coordinator.domain.job;

import java.time.Duration;
import java.util.Optional;

/**
 * How hard to try, and where.
 *
 * @param retries further attempts after a failed one
 * @param deadline since submission; the job fails when it passes
 * @param quorum equal outputs needed before a unit counts
 * @param priority higher first
 * @param placement which fitting device is preferred
 * @param failedUnits how many units may fail before the job does
 * @param offlineGrace how long a device without a connection may go on after its lease lapsed
 */
public record Policy(
    int retries,
    Optional<Duration> deadline,
    int quorum,
    int priority,
    Placement placement,
    long failedUnits,
    Duration offlineGrace) {

  public static final int MOST_RETRIES = 100;
  public static final int MOST_QUORUM = 7;

  public Policy {
    if (retries < 0 || retries > MOST_RETRIES) {
      throw new IllegalArgumentException("retries must be 0.." + MOST_RETRIES);
    }
    if (quorum < 1 || quorum > MOST_QUORUM) {
      throw new IllegalArgumentException("quorum must be 1.." + MOST_QUORUM);
    }
    if (failedUnits < 0) {
      throw new IllegalArgumentException("failedUnits must not be negative");
    }
  }
}
