package io.idlegrid.coordinator.domain.attempt;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * An attempt that is over, as the history of its device keeps it.
 *
 * @param number among those of the device, from 1
 * @param account for whom it ran
 * @param jobName what they called its job
 * @param end the outcome's kind, {@link #LOST} or {@link #WITHDRAWN}
 * @param detail why, in words
 * @param active running time without suspension
 * @param phases what the device said it did with it, oldest first
 */
public record EndedAttempt(
    DeviceId device,
    long number,
    AttemptId attempt,
    String account,
    String jobName,
    Instant grantedAt,
    Instant endedAt,
    String end,
    String detail,
    Duration active,
    Duration cpu,
    List<PhaseStart> phases) {

  /** The lease ended without a word of the device. */
  public static final String LOST = "LOST";

  /** Nobody wanted it any more. */
  public static final String WITHDRAWN = "WITHDRAWN";

  public EndedAttempt {
    phases = List.copyOf(phases);
  }
}
