package io.idlegrid.worker.edge.guard;

import io.idlegrid.worker.domain.run.AttemptsBrake;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.edge.run.Gate;
import io.idlegrid.worker.edge.run.StoppableAttempts;
import io.idlegrid.worker.edge.run.StoppableAttempts.Settled;
import io.idlegrid.worker.edge.run.StoppableAttempts.Wish;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops all attempts and lets them go on, one after the other so that their return is no load by
 * itself. What could not be done at once is tried again with the next sample: an attempt that runs
 * although it should not is worse than a late one. Used by one thread.
 */
public final class Brakes {

  private static final Logger LOG = LoggerFactory.getLogger(Brakes.class);

  /** Three samples of the guard, so that it sees what one attempt does before the next goes on. */
  private static final Duration STEP = Duration.ofMillis(150);

  private final AttemptsBrake all;
  private final StoppableAttempts attempts;
  private final Gate gate;
  private boolean isWanted;
  private boolean isAllFrozen;
  private double cores = Double.MAX_VALUE;
  private long lastThaw;

  /** Told once only: it is tried again twenty times a second. */
  private String lastTrouble = "";

  private List<String> lastFailures = List.of();

  public Brakes(AttemptsBrake all, StoppableAttempts attempts, Gate gate) {
    this.all = all;
    this.attempts = attempts;
    this.gate = gate;
  }

  /** From now on attempts stand still, or run. */
  void apply(boolean frozen) {
    isWanted = frozen;
    gate.set(!frozen);
    lastThaw = System.nanoTime() - STEP.toNanos();
    settle();
  }

  /**
   * Goes the way of a freeze once without need, before there is anything to stop: whatever of it
   * the kernel dropped from memory while the device was at rest is read now, not when the owner
   * waits.
   */
  void rehearse() {
    if (!isWanted && !isAllFrozen && together(true)) {
      isAllFrozen = !together(false);
    }
  }

  /** So many cores' worth of attempts may run at once. */
  void fit(double newCores) {
    cores = newCores;
  }

  /** Does what is still to be done: failures, steps of a thaw, attempts that leave. */
  void settle() {
    boolean holdAll = isWanted && !attempts.areLeaving();
    if (holdAll && !isAllFrozen) {
      isAllFrozen = together(true);
    }
    // Each on its own as well: it counts the time, and stops those that are in no group of ours.
    boolean isStep = System.nanoTime() - lastThaw >= STEP.toNanos();
    Settled settled = attempts.settle(new Wish(isWanted, cores, isStep ? 1 : 0));
    if (isStep) {
      lastThaw = System.nanoTime();
    }
    warn(settled.failures());
    if (!holdAll && isAllFrozen) {
      isAllFrozen = !together(false);
    }
  }

  private boolean together(boolean frozen) {
    try {
      if (all.works() && frozen) {
        all.freezeAll();
      } else if (all.works()) {
        all.thawAll();
      }
      lastTrouble = "";
      return true;
    } catch (EngineException e) {
      String trouble =
          "attempts cannot be %s together: %s"
              .formatted(frozen ? "stopped" : "thawed", e.getMessage());
      if (!trouble.equals(lastTrouble)) {
        LOG.warn(trouble);
      }
      lastTrouble = trouble;
      return false;
    }
  }

  private void warn(List<String> failures) {
    failures.stream()
        .filter(failure -> !lastFailures.contains(failure))
        .forEach(failure -> LOG.warn("cannot stop or thaw an attempt: {}", failure));
    lastFailures = failures;
  }
}
