package io.idlegrid.worker.bench;

/** Decides before each unit whether it may start. */
@FunctionalInterface
interface Gatekeeper {

  Gatekeeper OPEN = host -> true;

  /**
   * @param hostPercent mean of the owner's load over the last 2 s
   */
  boolean mayStart(double hostPercent);
}
