package io.idlegrid.coordinator.domain.match;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobId;
import java.time.Duration;
import java.util.List;

/**
 * Units of one job for one device.
 *
 * @param plain how many ready units without a history
 * @param special indices of units with a history
 * @param lanes how many of the job's attempts run side by side there
 * @param wantedPercent CPU of all attempts together on the device, in percent of it
 * @param span how long that much must stay free
 */
public record Assignment(
    JobId job,
    DeviceId device,
    int plain,
    List<Long> special,
    int lanes,
    double wantedPercent,
    Duration span) {

  public Assignment {
    special = List.copyOf(special);
  }

  /** Units in all. */
  public int units() {
    return plain + special.size();
  }
}
