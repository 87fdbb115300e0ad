package io.idlegrid.worker.domain.run;

/**
 * Stops all attempts of all engines in one stroke. The fastest way to leave; it also catches
 * processes of a unit that is just being started. Freezing each unit afterwards allows to thaw them
 * one by one.
 */
public interface AttemptsBrake {

  /**
   * Whether the kernel has a freezer that the agent may use; without it each unit is on its own.
   */
  boolean works();

  void freezeAll() throws EngineException;

  /** Units that were frozen on their own stay frozen. */
  void thawAll() throws EngineException;
}
