package io.idlegrid.worker.domain.run;

import io.idlegrid.worker.domain.group.ServicePlan;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** A group that was made. May be called by several threads. */
public interface GroupHost extends AutoCloseable {

  /**
   * Starts a service; one that ended may be started again. May take until the group is thawed.
   *
   * @throws EngineException when it did not start and nothing of the try is left
   */
  Member start(ServicePlan service, OutputSink output) throws EngineException;

  /** Completed once, when what holds the services together is gone: none can be started then. */
  CompletableFuture<Exit> exit();

  /** Stops every process of every service where it stands. */
  void freeze() throws EngineException;

  void thaw() throws EngineException;

  /** Ends every process of every service, frozen or not. */
  void kill() throws EngineException;

  Set<Long> processes() throws EngineException;

  Usage usage();

  /** Kills what still runs and removes all that the engine made for the group. */
  @Override
  void close() throws EngineException;

  /** A service that was started. */
  interface Member {

    /** Completed once, when nothing of the service runs any more. */
    CompletableFuture<Exit> exit();

    /** SIGTERM. */
    void terminate() throws EngineException;

    void kill() throws EngineException;

    /**
     * Runs a command beside the service, in its container, once the engine has time for it: it
     * makes one check at a time for all groups.
     *
     * @param isWanted asked then; nothing is run unless it is still so
     * @return whether it exited with code 0 in time; it is ended otherwise
     */
    boolean check(List<String> command, Duration timeout, BooleanSupplier isWanted)
        throws EngineException;

    /** Removes what the engine made for it, once it ended. */
    void remove() throws EngineException;
  }
}
