package io.idlegrid.coordinator.domain.attempt;

import static io.idlegrid.coordinator.domain.attempt.AttemptMove.moved;
import static io.idlegrid.coordinator.domain.attempt.AttemptMove.refused;
import static io.idlegrid.coordinator.domain.attempt.AttemptMove.stale;

import io.idlegrid.coordinator.domain.attempt.AttemptMove.Effect;

/**
 * Where an attempt is. One method per event; each answers for every state. Late and repeated
 * messages are ordinary traffic: they are stale or refused, never an exception.
 */
public enum AttemptState {
  /** Granted; the device has not confirmed it. */
  OFFERED,
  /** The device holds it. */
  LEASED,
  /** Its outcome is here. */
  REPORTED,
  /** The lease ended without an outcome. A late one still counts. */
  EXPIRED,
  /** Withdrawn: the job ended or the unit was decided without it. */
  CANCELLED;

  /** Whether the device may be working on it under a valid lease. */
  public boolean isLive() {
    return this == OFFERED || this == LEASED;
  }

  /** The device confirmed the grant. */
  public AttemptMove leaseAccepted() {
    return switch (this) {
      case OFFERED -> moved(LEASED);
      case LEASED -> stale();
      case REPORTED, EXPIRED, CANCELLED -> refused(Effect.REVOKE);
    };
  }

  /** The device says that it still holds it. Implies acceptance: that message may be lost. */
  public AttemptMove renewed() {
    return switch (this) {
      case OFFERED, LEASED -> moved(LEASED, Effect.EXTEND_LEASE);
      case REPORTED, EXPIRED, CANCELLED -> refused(Effect.REVOKE);
    };
  }

  /** An outcome with output arrived. */
  public AttemptMove resultReported() {
    return switch (this) {
      case OFFERED, LEASED -> moved(REPORTED, Effect.CHECK_QUORUM);
      case EXPIRED -> moved(REPORTED, Effect.CHECK_QUORUM);
      case REPORTED -> stale();
      case CANCELLED -> refused();
    };
  }

  /** The attempt ended without output, by the unit's or the device's fault. */
  public AttemptMove failed() {
    return switch (this) {
      case OFFERED, LEASED -> moved(REPORTED, Effect.COUNT_FAILURE, Effect.UNIT_READY);
      // Its unit was made ready when the lease expired; the failure still counts.
      case EXPIRED -> moved(REPORTED, Effect.COUNT_FAILURE);
      case REPORTED -> stale();
      case CANCELLED -> refused();
    };
  }

  /** The device gives the unit back, perhaps with a checkpoint to continue from. */
  public AttemptMove returned() {
    return switch (this) {
      case OFFERED, LEASED -> moved(REPORTED, Effect.UNIT_READY);
      case EXPIRED -> moved(REPORTED);
      case REPORTED -> stale();
      case CANCELLED -> refused();
    };
  }

  /** The lease ended, or the device said hello without it. */
  public AttemptMove leaseExpired() {
    return switch (this) {
      case OFFERED, LEASED -> moved(EXPIRED, Effect.UNIT_READY);
      case REPORTED, EXPIRED, CANCELLED -> stale();
    };
  }

  /** The job ended, or the unit was decided without this attempt. */
  public AttemptMove cancelled() {
    return switch (this) {
      case OFFERED, LEASED -> moved(CANCELLED, Effect.REVOKE);
      case REPORTED, EXPIRED, CANCELLED -> stale();
    };
  }
}
