package io.idlegrid.coordinator.flow.port;

import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.split.UnitInput;

/** Derives a unit's input from its job's split plan. */
public interface UnitInputs {

  /**
   * The input of a unit.
   *
   * @throws java.io.UncheckedIOException when the plan's index cannot be read
   */
  UnitInput of(Job job, long unit);

  /** A job ended; what was cached for it may go. */
  void forget(JobId job);
}
