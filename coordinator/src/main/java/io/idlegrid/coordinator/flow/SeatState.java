package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.fleet.Condition;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import java.util.Optional;

/** What a device is doing, in one word. */
public enum SeatState {
  /** Attempts are there. */
  LENDING,
  /** It could take attempts. */
  IDLE,
  /** Its owner needs it: attempts are frozen. */
  SUSPENDED,
  /** Its owner or operator wants nothing to run. */
  PAUSED,
  /** It finishes what it has. */
  DRAINING,
  /** Somebody has to approve it first. */
  PENDING,
  /** It has no connection. */
  OFFLINE;

  /** The state that follows from what is known of a device. */
  static SeatState of(
      boolean isConnected, Duty duty, Optional<Condition> condition, boolean holdsAttempts) {
    if (duty == Duty.PENDING) {
      return PENDING;
    }
    if (!isConnected) {
      return OFFLINE;
    }
    SeatState ready = holdsAttempts ? LENDING : IDLE;
    return switch (duty) {
      case PAUSE -> PAUSED;
      case DRAIN -> DRAINING;
      case PENDING -> PENDING;
      case LEND ->
          condition
              .map(Condition::lending)
              .map(
                  lending ->
                      switch (lending) {
                        case AVAILABLE -> ready;
                        case SUSPENDED -> SUSPENDED;
                        case PAUSED -> PAUSED;
                        case DRAINING -> DRAINING;
                      })
              .orElse(ready);
    };
  }
}
