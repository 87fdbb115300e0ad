package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.flow.Explanation.DeviceVetoes;
import java.util.List;

/**
 * Answer to a submission.
 *
 * @param isReplay whether the same submission was accepted before
 * @param refused named devices that cannot run the job, and why
 * @param taken named devices that can
 */
public record Admission(JobId job, boolean isReplay, int taken, List<DeviceVetoes> refused) {

  public Admission {
    refused = List.copyOf(refused);
  }
}
