package io.idlegrid.coordinator.domain.unit;

import io.idlegrid.coordinator.domain.attempt.EndedAttempt;
import io.idlegrid.coordinator.domain.attempt.LeaseNumber;
import io.idlegrid.coordinator.domain.attempt.Outcome.LogTail;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import java.time.Instant;
import java.util.Optional;

/**
 * An attempt that did not decide its unit.
 *
 * @param end {@link EndedAttempt#LOST} for an expired lease, otherwise the outcome's kind
 */
public record PastAttempt(
    DeviceId device,
    LeaseNumber lease,
    String end,
    Optional<Integer> exitCode,
    String detail,
    Optional<LogTail> log,
    Instant at) {}
