package io.idlegrid.coordinator.domain.job;

import java.util.Optional;

/**
 * Answer of a job to an event: moved to a state, stale (it was already so), or refused.
 *
 * @param state the new state, when it moved
 * @param isRefused whether the event contradicts the state, rather than repeating it
 */
public record JobMove(Optional<JobState> state, boolean isRefused) {

  static JobMove to(JobState state) {
    return new JobMove(Optional.of(state), false);
  }

  static JobMove stale() {
    return new JobMove(Optional.empty(), false);
  }

  static JobMove refused() {
    return new JobMove(Optional.empty(), true);
  }
}
