package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.attempt.PhaseStart;
import io.idlegrid.coordinator.domain.credit.Standing;
import io.idlegrid.coordinator.domain.fleet.Condition;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.Harm;
import io.idlegrid.coordinator.domain.image.ImageState;
import io.idlegrid.coordinator.domain.image.MirrorState;
import io.idlegrid.coordinator.domain.promise.PromiseRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A device with everything known of it now. */
public record SeatView(
    Device device,
    Standing standing,
    SeatState state,
    Optional<Condition> condition,
    Optional<Instant> lastSeen,
    PromiseRecord promises,
    List<Held> attempts,
    Harm harm,
    List<ImageState> images,
    Optional<MirrorState> mirror) {

  public SeatView {
    attempts = List.copyOf(attempts);
    images = List.copyOf(images);
  }

  /**
   * An attempt that the device holds.
   *
   * @param account for whom it runs
   * @param jobName what they call its job
   */
  public record Held(
      AttemptId attempt,
      Instant grantedAt,
      List<PhaseStart> phases,
      String phase,
      Duration active,
      String account,
      String jobName) {

    public Held {
      phases = List.copyOf(phases);
    }
  }
}
