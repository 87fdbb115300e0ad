package io.idlegrid.coordinator.domain.unit;

import java.util.Optional;

/**
 * Where a unit is. {@link #READY} and {@link #TAKEN} live in memory only: after a restart every
 * unit that is not final is ready again, and the devices say which they still hold.
 */
public enum UnitState {
  /** It wants another attempt. */
  READY,
  /** As many attempts as it wants are under way. */
  TAKEN,
  /** Its output is chosen. */
  DONE,
  /** It failed more often than the policy allows. */
  FAILED;

  /** Whether nothing more will happen. */
  public boolean isFinal() {
    return this == DONE || this == FAILED;
  }

  /** An attempt was granted. */
  public Optional<UnitState> granted(boolean wantsMore) {
    return switch (this) {
      case READY -> Optional.of(wantsMore ? READY : TAKEN);
      case TAKEN, DONE, FAILED -> Optional.empty();
    };
  }

  /** An attempt ended and did not decide the unit. */
  public Optional<UnitState> attemptEnded(boolean wantsMore) {
    return switch (this) {
      case READY, TAKEN -> Optional.of(wantsMore ? READY : TAKEN);
      case DONE, FAILED -> Optional.empty();
    };
  }

  /** A quorum of outputs agrees. */
  public Optional<UnitState> decided() {
    return switch (this) {
      case READY, TAKEN -> Optional.of(DONE);
      case DONE, FAILED -> Optional.empty();
    };
  }

  /** No further attempt is allowed. */
  public Optional<UnitState> exhausted() {
    return switch (this) {
      case READY, TAKEN -> Optional.of(FAILED);
      case DONE, FAILED -> Optional.empty();
    };
  }
}
