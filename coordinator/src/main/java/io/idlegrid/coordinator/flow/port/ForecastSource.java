package io.idlegrid.coordinator.flow.port;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.Need;
import io.idlegrid.coordinator.domain.job.RunTime;
import io.idlegrid.coordinator.domain.match.IdleOutlook;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Learns from telemetry and finished attempts; forecasts load and running times. */
public interface ForecastSource {

  /**
   * New load of a device, oldest first.
   *
   * @param received when it arrived; samples that claim to be later are not believed
   */
  void observe(DeviceId device, List<Load> load, Instant received);

  /** What is expected of a device from now on. Asked for every grant. */
  IdleOutlook outlook(DeviceId device, Instant now);

  /**
   * Makes what will be asked of many devices at an instant, all at once: to ask without it is
   * slower, and gives the same.
   */
  void prepare(Collection<DeviceId> devices, Instant now);

  /** An attempt of a job took this long on a device. */
  void ran(JobId job, DeviceId device, Duration active);

  /**
   * The same of an attempt from before a restart: the job's times are learnt from it, the device's
   * speed is known already.
   */
  void recall(JobId job, DeviceId device, Duration active);

  /** How long a unit of a job will take on a device, as a cautious quantile, and why. */
  RunTime runtime(JobId job, DeviceId device, Need need);

  /** {@link RunTime#cautious} alone, which every pair of the match needs. */
  Duration cautiousRuntime(JobId job, DeviceId device, Need need);

  /** A device is in the grid no more: what was learnt of it alone goes. */
  void forget(DeviceId device);

  /** A job ended; what was learnt of its running times may go. */
  void forget(JobId job);

  /**
   * A mean of the host load.
   *
   * @param end end of the span
   * @param span length of the span
   * @param hostPercent percent of the whole device that we did not cause
   * @param ownPercent percent of the whole device that our attempts used
   * @param memoryPercent percent of the device's memory that we did not take; NaN when unknown
   */
  record Load(
      Instant end, Duration span, double hostPercent, double ownPercent, double memoryPercent) {}
}
