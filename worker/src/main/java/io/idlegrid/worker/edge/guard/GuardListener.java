package io.idlegrid.worker.edge.guard;

import java.time.Duration;

/** Hears what the guard did to attempts; called by the guard's thread, so it must not wait. */
public interface GuardListener {

  /**
   * Attempts that ran were stopped.
   *
   * @param waited from the rise of the owner's load until they stood still
   */
  void suspended(Duration waited);

  /** Attempts were stopped, and no load of the owner's was seen afterwards. */
  void falselyAlarmed();
}
