package io.idlegrid.worker.domain.availability.trigger;

/** What can make attempts give way, beside the load of the processors. */
public enum Trigger {
  SCHEDULE,
  PROGRAM,
  BATTERY,
  TEMPERATURE,
  MEMORY,
  DISK,
  DISK_WAIT,
  NETWORK;

  /** As the owner reads it. */
  public String word() {
    return switch (this) {
      case SCHEDULE -> "schedule";
      case PROGRAM -> "programs";
      case BATTERY -> "battery";
      case TEMPERATURE -> "temperature";
      case MEMORY -> "memory";
      case DISK -> "disk";
      case DISK_WAIT -> "disk wait";
      case NETWORK -> "network";
    };
  }
}
