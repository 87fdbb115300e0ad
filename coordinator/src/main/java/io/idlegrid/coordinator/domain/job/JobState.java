package io.idlegrid.coordinator.domain.job;

/**
 * Where a job is. One method per event; each answers for every state, so that a new state breaks
 * compilation until every event is answered.
 */
public enum JobState {
  /** Units are being computed. */
  RUNNING,
  /** All units are done; the merge program runs. */
  MERGING,
  /** All output is there; the index of results is being written. */
  ASSEMBLING,
  SUCCEEDED,
  FAILED,
  CANCELLED;

  /** Whether nothing more will happen. */
  public boolean isFinal() {
    return this == SUCCEEDED || this == FAILED || this == CANCELLED;
  }

  /** Every unit is done, or failed within what the policy allows. */
  public JobMove unitsFinished(boolean hasMergeProgram) {
    return switch (this) {
      case RUNNING -> JobMove.to(hasMergeProgram ? MERGING : ASSEMBLING);
      case MERGING, ASSEMBLING, SUCCEEDED, FAILED, CANCELLED -> JobMove.stale();
    };
  }

  /** The merge unit is done. */
  public JobMove merged() {
    return switch (this) {
      case MERGING -> JobMove.to(ASSEMBLING);
      case RUNNING, ASSEMBLING, SUCCEEDED, FAILED, CANCELLED -> JobMove.stale();
    };
  }

  /** The index of results is durable. */
  public JobMove assembled() {
    return switch (this) {
      case ASSEMBLING -> JobMove.to(SUCCEEDED);
      case RUNNING, MERGING, SUCCEEDED, FAILED, CANCELLED -> JobMove.stale();
    };
  }

  /** More units failed for good than the policy allows, or the merge unit did. */
  public JobMove unitsFailed() {
    return switch (this) {
      case RUNNING, MERGING -> JobMove.to(FAILED);
      case ASSEMBLING, SUCCEEDED, FAILED, CANCELLED -> JobMove.stale();
    };
  }

  /** The deadline of the policy passed. */
  public JobMove deadlinePassed() {
    return switch (this) {
      case RUNNING, MERGING -> JobMove.to(FAILED);
      case ASSEMBLING, SUCCEEDED, FAILED, CANCELLED -> JobMove.stale();
    };
  }

  /** A user wants units that failed to be tried again. */
  public JobMove retried() {
    return switch (this) {
      case FAILED -> JobMove.to(RUNNING);
      case RUNNING -> JobMove.stale();
      case MERGING, ASSEMBLING, SUCCEEDED, CANCELLED -> JobMove.refused();
    };
  }

  /** A user asked for it. */
  public JobMove cancelled() {
    return switch (this) {
      case RUNNING, MERGING, ASSEMBLING -> JobMove.to(CANCELLED);
      case CANCELLED -> JobMove.stale();
      case SUCCEEDED, FAILED -> JobMove.refused();
    };
  }
}
