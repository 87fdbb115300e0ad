package io.idlegrid.coordinator.domain.match;

import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.Need;

/**
 * The attempts of one job that a device holds.
 *
 * @param attempts running and waiting
 * @param lanes how many of them run side by side
 */
public record Holding(JobId job, int attempts, int lanes, Need need) {

  /** How many run, given that waiting ones use nothing yet. */
  int running() {
    return Math.min(attempts, lanes);
  }
}
