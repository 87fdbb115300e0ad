package io.idlegrid.coordinator.flow.port;

import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.match.Veto;
import java.util.Optional;

/** Evaluates a job's {@code where} over a device's facts. Used by the grid loop only. */
public interface Conditions {

  /** The veto of a condition that does not hold or cannot be evaluated. */
  Optional<Veto> judge(Job job, Device device);

  /** A job ended; what was kept for it may go. */
  void forget(JobId job);
}
