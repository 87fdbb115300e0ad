package io.idlegrid.worker.domain.group;

import io.idlegrid.worker.domain.group.ServiceMove.Effect;

/**
 * Where a service of a group is. One method per event; each answers for every state. Whether an end
 * is followed by another start is decided by {@link Restart} and comes in as {@link AfterExit}.
 */
public enum ServiceState {
  /** What it depends on is not there yet. */
  WAITING,
  /** Its container is being made. */
  STARTING,
  /** It runs; nobody asks for its health, or nothing is known of it yet. */
  RUNNING,
  HEALTHY,
  /** It failed its health check as often as it may, and is ended. */
  UNHEALTHY,
  /** It ended and will be started again after a while. */
  BACKING_OFF,
  /** It ended well and for good. */
  COMPLETED,
  /** It ended badly and is not tried again on this device. */
  FAILED,
  /** It was asked to end. */
  STOPPING,
  STOPPED;

  /** What an end is followed by. */
  public enum AfterExit {
    START_AGAIN,
    DONE,
    GIVE_UP
  }

  /** Whether it has a container. */
  public boolean isThere() {
    return switch (this) {
      case STARTING, RUNNING, HEALTHY, UNHEALTHY, STOPPING -> true;
      case WAITING, BACKING_OFF, COMPLETED, FAILED, STOPPED -> false;
    };
  }

  /** All that it depends on is as it must be. */
  public ServiceMove dependenciesMet() {
    return switch (this) {
      case WAITING -> ServiceMove.to(STARTING, Effect.START);
      case STARTING,
          RUNNING,
          HEALTHY,
          UNHEALTHY,
          BACKING_OFF,
          COMPLETED,
          FAILED,
          STOPPING,
          STOPPED ->
          ServiceMove.stale();
    };
  }

  /** Its container runs. */
  public ServiceMove started() {
    return switch (this) {
      case STARTING -> ServiceMove.to(RUNNING);
      case WAITING,
          RUNNING,
          HEALTHY,
          UNHEALTHY,
          BACKING_OFF,
          COMPLETED,
          FAILED,
          STOPPING,
          STOPPED ->
          ServiceMove.stale();
    };
  }

  /** It passed its health check. */
  public ServiceMove passedCheck() {
    return switch (this) {
      case RUNNING -> ServiceMove.to(HEALTHY);
      case WAITING,
          STARTING,
          HEALTHY,
          // It is being ended already.
          UNHEALTHY,
          BACKING_OFF,
          COMPLETED,
          FAILED,
          STOPPING,
          STOPPED ->
          ServiceMove.stale();
    };
  }

  /** It failed its health check as often in a row as it may. */
  public ServiceMove failedChecks() {
    return switch (this) {
      case RUNNING, HEALTHY -> ServiceMove.to(UNHEALTHY, Effect.KILL);
      case WAITING, STARTING, UNHEALTHY, BACKING_OFF, COMPLETED, FAILED, STOPPING, STOPPED ->
          ServiceMove.stale();
    };
  }

  /** Its container ended, or could not be started. */
  public ServiceMove exited(AfterExit then) {
    return switch (this) {
      case STARTING, RUNNING, HEALTHY, UNHEALTHY ->
          switch (then) {
            case START_AGAIN -> ServiceMove.to(BACKING_OFF, Effect.WAIT);
            case DONE -> ServiceMove.to(COMPLETED);
            case GIVE_UP -> ServiceMove.to(FAILED);
          };
      case STOPPING -> ServiceMove.to(STOPPED);
      case WAITING, BACKING_OFF, COMPLETED, FAILED, STOPPED -> ServiceMove.stale();
    };
  }

  /** It waited long enough after an end. */
  public ServiceMove waited() {
    return switch (this) {
      case BACKING_OFF -> ServiceMove.to(STARTING, Effect.START);
      case WAITING, STARTING, RUNNING, HEALTHY, UNHEALTHY, COMPLETED, FAILED, STOPPING, STOPPED ->
          ServiceMove.stale();
    };
  }

  /** The group is to end, and nobody depends on this one any more. */
  public ServiceMove stopWished() {
    return switch (this) {
      case WAITING, BACKING_OFF -> ServiceMove.to(STOPPED);
      case STARTING, RUNNING, HEALTHY, UNHEALTHY -> ServiceMove.to(STOPPING, Effect.TERMINATE);
      case COMPLETED, FAILED, STOPPING, STOPPED -> ServiceMove.stale();
    };
  }
}
