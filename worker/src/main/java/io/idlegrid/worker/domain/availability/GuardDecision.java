package io.idlegrid.worker.domain.availability;

/**
 * What the guard wants after a sample.
 *
 * @param reason in words, for the owner, the log and telemetry; while nothing changes, why the
 *     state is as it is
 */
public record GuardDecision(Action action, String reason) {

  /** What to do with all attempts. */
  public enum Action {
    KEEP,
    FREEZE,
    THAW
  }
}
