package io.idlegrid.worker.domain.group;

import java.util.Optional;

/**
 * Answer of a service to an event.
 *
 * @param state the new state; empty when the event is stale
 * @param effect what follows, carried out by whoever asked
 */
public record ServiceMove(Optional<ServiceState> state, Optional<Effect> effect) {

  /** What follows from a move. */
  public enum Effect {
    START,
    KILL,
    TERMINATE,
    /** Start it again after a while. */
    WAIT
  }

  static ServiceMove to(ServiceState state) {
    return new ServiceMove(Optional.of(state), Optional.empty());
  }

  static ServiceMove to(ServiceState state, Effect effect) {
    return new ServiceMove(Optional.of(state), Optional.of(effect));
  }

  static ServiceMove stale() {
    return new ServiceMove(Optional.empty(), Optional.empty());
  }
}
