package io.idlegrid.worker.bench;

import io.idlegrid.worker.domain.run.EngineException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A way to lend idle time. */
interface LendingPolicy {

  String name();

  /**
   * Begins to lend all processors.
   *
   * @throws IOException if this machine cannot do that; the message says what is missing
   */
  Lent begin() throws IOException, EngineException, InterruptedException;

  /** What needs the same of this machine, without what only takes time. */
  default LendingPolicy bare() {
    return this;
  }

  /** Work that goes on until it is ended. */
  interface Lent {

    /** CPU time that was harvested so far. */
    Duration cpu() throws IOException;

    /** When it stood still, in order. */
    List<Stop> stops();

    /** CPU time of work that was thrown away. */
    Duration lost();

    void end() throws IOException, InterruptedException, PutBack.Failed;
  }
}
