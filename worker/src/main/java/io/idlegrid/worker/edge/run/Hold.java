package io.idlegrid.worker.edge.run;

import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.RunningUnit;
import io.idlegrid.worker.domain.run.Standstill;
import io.idlegrid.worker.domain.run.Standstill.Verdict;
import io.idlegrid.worker.domain.run.Usage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a unit where it stands, and sees to it that it does: one that runs on is stopped otherwise.
 * For use by the guard's thread, the attempt's own and the agent's.
 */
final class Hold {

  private static final Logger LOG = LoggerFactory.getLogger(Hold.class);

  private final RunningUnit unit;
  private final Runnable onRanOn;
  private @Nullable Long frozenAt;
  private Standstill standstill = Standstill.ordered(Duration.ZERO, 0);
  private boolean isToldOf;

  /** One order to the unit at a time; never held by who waits for {@code this}. */
  private final Object order = new Object();

  /**
   * @param onRanOn called when the unit was told to stand still and ran on
   */
  Hold(RunningUnit unit, Runnable onRanOn) {
    this.unit = unit;
    this.onRanOn = onRanOn;
  }

  synchronized boolean isFrozen() {
    return frozenAt != null;
  }

  synchronized Duration frozenFor() {
    return frozenAt == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - frozenAt);
  }

  /**
   * Stops or continues it.
   *
   * @return whether that was news
   */
  boolean freeze(boolean isWanted) throws EngineException {
    if (isWanted == isFrozen()) {
      // The guard comes by twenty times a second, and must not wait for an engine's pause.
      return false;
    }
    synchronized (order) {
      if (isWanted == isFrozen()) {
        return false;
      }
      if (isWanted) {
        unit.freeze();
      } else {
        unit.thaw();
      }
      Usage usage = unit.usage();
      long now = System.nanoTime();
      synchronized (this) {
        frozenAt = isWanted ? now : null;
        standstill = Standstill.ordered(usage.cpu(), now);
        isToldOf = false;
      }
      return true;
    }
  }

  Usage usage() {
    return unit.usage();
  }

  /** Whoever calls this thaws it, so that it can save its state. */
  synchronized void letGo() {
    frozenAt = null;
  }

  /**
   * Sees whether it stands still, and stops it otherwise if it does not.
   *
   * @param cpu what it used so far
   * @return whether nothing stops it
   */
  boolean cannotBeStopped(Duration cpu) {
    Verdict verdict = verdict(cpu);
    if (verdict == Verdict.RUNS) {
      stopOtherwise();
    }
    return verdict == Verdict.CANNOT_BE_STOPPED;
  }

  private synchronized Verdict verdict(Duration cpu) {
    if (frozenAt == null) {
      return Verdict.STILL;
    }
    Standstill.Step step = standstill.look(cpu, System.nanoTime());
    standstill = step.next();
    return step.verdict();
  }

  private void stopOtherwise() {
    synchronized (order) {
      if (!isFrozen()) {
        return;
      }
      tell();
      try {
        unit.freezeOtherwise();
        if (!isFrozen()) {
          // It was let go meanwhile.
          unit.thaw();
        }
      } catch (EngineException e) {
        LOG.warn("{} cannot be stopped otherwise: {}", unit.attempt(), e.getMessage());
      }
    }
  }

  /** Once for each time that it was told to stand still. */
  private void tell() {
    synchronized (this) {
      if (isToldOf) {
        return;
      }
      isToldOf = true;
    }
    LOG.warn("{} was told to stand still and ran on; it is stopped otherwise", unit.attempt());
    onRanOn.run();
  }
}
