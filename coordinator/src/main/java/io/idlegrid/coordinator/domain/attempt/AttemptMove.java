package io.idlegrid.coordinator.domain.attempt;

import java.util.Optional;
import java.util.Set;

/**
 * Answer of an attempt to an event: it moved to a state, the event is stale (known or overtaken),
 * or it is refused. Effects are carried out by whoever asked.
 *
 * @param state the new state, when it moved
 * @param isRefused whether the event contradicts the state
 * @param effects what follows
 */
public record AttemptMove(Optional<AttemptState> state, boolean isRefused, Set<Effect> effects) {

  public AttemptMove {
    effects = Set.copyOf(effects);
  }

  /** What follows from a move. */
  public enum Effect {
    EXTEND_LEASE,
    CHECK_QUORUM,
    COUNT_FAILURE,
    UNIT_READY,
    REVOKE
  }

  /** Whether the event changed anything. */
  public boolean isMoved() {
    return state.isPresent();
  }

  static AttemptMove moved(AttemptState state, Effect... effects) {
    return new AttemptMove(Optional.of(state), false, Set.of(effects));
  }

  static AttemptMove stale() {
    return new AttemptMove(Optional.empty(), false, Set.of());
  }

  static AttemptMove refused(Effect... effects) {
    return new AttemptMove(Optional.empty(), true, Set.of(effects));
  }
}
