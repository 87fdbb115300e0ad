package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.attempt.Outcome;
import io.idlegrid.coordinator.domain.fleet.Condition;
import io.idlegrid.coordinator.domain.fleet.Harm;
import io.idlegrid.coordinator.domain.image.ImageState;
import io.idlegrid.coordinator.domain.image.MirrorState;
import io.idlegrid.coordinator.domain.service.ServiceState;
import io.idlegrid.coordinator.flow.port.ForecastSource.Load;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a device says while it is connected.
 *
 * @param sequence to be answered
 * @param condition how it is; absent when the report only carries news of attempts
 * @param images every image that the device has or was asked to have; empty when unchanged
 * @param harm days of the owner's account that changed
 * @param mirror the registry that the device reads from for others; empty when unchanged
 * @param load means of the host load since the last report
 */
public record Report(
    long sequence,
    Optional<Condition> condition,
    List<Load> load,
    List<AttemptId> accepted,
    List<Declined> declined,
    List<Running> running,
    List<Finished> finished,
    List<Logged> logged,
    Optional<List<ImageState>> images,
    Optional<Harm> harm,
    Optional<MirrorState> mirror) {

  public Report {
    load = List.copyOf(load);
    accepted = List.copyOf(accepted);
    declined = List.copyOf(declined);
    running = List.copyOf(running);
    finished = List.copyOf(finished);
    logged = List.copyOf(logged);
  }

  /** A grant that the device does not take, and why. */
  public record Declined(AttemptId attempt, String reason) {}

  /**
   * An attempt that the device holds.
   *
   * @param services how those of a group are
   */
  public record Running(
      AttemptId attempt, String phase, Duration active, List<ServiceState> services) {
    public Running {
      services = List.copyOf(services);
    }

    /** One without services. */
    public Running(AttemptId attempt, String phase, Duration active) {
      this(attempt, phase, active, List.of());
    }
  }

  /** An attempt's end, with the seal of its grant. */
  public record Finished(AttemptId attempt, String seal, Outcome outcome) {}

  /** New log text of a followed attempt. */
  public record Logged(AttemptId attempt, long offset, String text) {}
}
