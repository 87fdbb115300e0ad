package io.idlegrid.worker.domain.run;

import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A unit that was started. May be called by several threads; calls after the end do nothing. */
public interface RunningUnit extends AutoCloseable {

  AttemptName attempt();

  /**
   * Completed once, with all output delivered and nothing of the unit running any more. Never
   * completed exceptionally: an engine that breaks is {@link Ending#LOST}.
   */
  CompletableFuture<Exit> exit();

  /**
   * Stops every process of the unit where it stands.
   *
   * @throws EngineException if that is not certain when this returns; the unit may be half frozen
   */
  void freeze() throws EngineException;

  /**
   * Stops it by whatever else there is beside the first choice, for it ran on after {@link
   * #freeze}; {@link #thaw} undoes that too.
   */
  void freezeOtherwise() throws EngineException;

  /** Lets the unit run on. Stays frozen as long as all attempts are (see {@link AttemptsBrake}). */
  void thaw() throws EngineException;

  /**
   * Asks the unit to end: SIGTERM to each of its processes. A frozen unit learns of it when thawed.
   */
  void terminate() throws EngineException;

  /** Ends every process of the unit, frozen or not. {@link #exit} tells when they are gone. */
  void kill() throws EngineException;

  /** Its processes; empty where they cannot be told. */
  default Set<Long> processes() throws EngineException {
    return Set.of();
  }

  /** What the unit used so far; what it used in all once it ended. */
  Usage usage();

  /**
   * Kills what still runs and removes what the engine made for the unit: container, cgroups, links.
   * The folders of the plan stay.
   *
   * @throws EngineException if something stays behind; {@link Engine#removeLeftovers} tries again
   */
  @Override
  void close() throws EngineException;
}
