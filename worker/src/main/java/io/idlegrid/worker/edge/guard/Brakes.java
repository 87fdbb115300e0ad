package io.idlegrid.worker.edge.guard;

import io.idlegrid.worker.domain.run.AttemptsBrake;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.edge.run.AttemptRunner;
import io.idlegrid.worker.edge.run.Gate;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops all attempts and lets them go on. What could not be done at once is tried again with the
 * next sample: an attempt that runs although it should not is worse than a late one.
 */
public final class Brakes {

  private static final Logger LOG = LoggerFactory.getLogger(Brakes.class);

  private final AttemptsBrake all;
  private final AttemptRunner runner;
  private final Gate gate;
  private boolean isWanted;
  private boolean isDone = true;

  public Brakes(AttemptsBrake all, AttemptRunner runner, Gate gate) {
    this.all = all;
    this.runner = runner;
    this.gate = gate;
  }

  /** From now on attempts stand still, or run. */
  void apply(boolean frozen) {
    isWanted = frozen;
    gate.set(!frozen);
    isDone = pull();
  }

  /** Tries again what failed. */
  void retry() {
    if (!isDone) {
      isDone = pull();
    }
  }

  private boolean pull() {
    boolean isCertain = true;
    try {
      if (all.works() && isWanted) {
        all.freezeAll();
      }
    } catch (EngineException e) {
      LOG.warn("attempts cannot be stopped together: {}", e.getMessage());
      isCertain = false;
    }
    // Each on its own as well: it counts the time, and stops those that are in no group of ours.
    List<String> failures = runner.freeze(isWanted);
    failures.forEach(
        failure -> LOG.warn("cannot {} an attempt: {}", isWanted ? "stop" : "thaw", failure));
    try {
      if (all.works() && !isWanted) {
        all.thawAll();
      }
    } catch (EngineException e) {
      LOG.warn("attempts cannot be thawed together: {}", e.getMessage());
      isCertain = false;
    }
    return isCertain && failures.isEmpty();
  }
}
