package io.idlegrid.worker.edge.run;

import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.RunningUnit;
import io.idlegrid.worker.domain.run.Standstill;
import io.idlegrid.worker.domain.run.Standstill.Verdict;
import io.idlegrid.worker.domain.run.Usage;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
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
  private final LongSupplier nanoTime;
  private @Nullable Long frozenAt;
  private Standstill standstill = Standstill.ordered(Duration.ZERO, 0);
  private boolean isToldOf;

  /** One order to the unit at a time; never held by who waits for {@code this}. */
  private final ReentrantLock order = new ReentrantLock();

  /**
   * @param onRanOn called when the unit was told to stand still and ran on
   * @param nanoTime tells how time passes, as {@link System#nanoTime} does
   */
  Hold(RunningUnit unit, Runnable onRanOn, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.unit = unit;
    this.onRanOn = onRanOn;
  }

  synchronized boolean isFrozen() {
    return frozenAt != null;
  }

  synchronized Duration frozenFor() {
    return frozenAt == null ? Duration.ZERO : Duration.ofNanos(nanoTime.getAsLong() - frozenAt);
  }

  /**
   * Stops or continues it. Does nothing while another order is under way, for an engine may take a
   * minute over one: the guard comes by twenty times a second, and must not wait.
   *
   * @return whether that was news
   */
  boolean freeze(boolean isWanted) throws EngineException {
    if (isWanted == isFrozen() || !order.tryLock()) {
      return false;
    }
    try {
      if (isWanted == isFrozen()) {
        return false;
      }
      if (isWanted) {
        unit.freeze();
      } else {
        unit.thaw();
      }
      Usage usage = unit.usage();
      long now = nanoTime.getAsLong();
      synchronized (this) {
        frozenAt = isWanted ? now : null;
        standstill = Standstill.ordered(usage.cpu(), now);
        isToldOf = false;
      }
      return true;
    } finally {
      order.unlock();
    }
  }

  Usage usage() {
    return unit.usage();
  }

  /** Lets it go on and asks it to end, so that it can save its state. */
  void terminate() throws EngineException {
    order.lock();
    try {
      synchronized (this) {
        frozenAt = null;
      }
      unit.thaw();
      unit.terminate();
    } finally {
      order.unlock();
    }
  }

  /** Ends it at once. */
  void kill() throws EngineException {
    order.lock();
    try {
      unit.kill();
    } finally {
      order.unlock();
    }
  }

  /**
   * Sees whether it stands still if it was told to, and stops it otherwise if it does not.
   *
   * @param cpu what it used so far
   * @return whether there is still hope that it can be stopped
   */
  boolean keepStill(Duration cpu) {
    Verdict verdict = verdict(cpu);
    if (verdict == Verdict.RUNS) {
      stopOtherwise();
    }
    return verdict != Verdict.CANNOT_BE_STOPPED;
  }

  private synchronized Verdict verdict(Duration cpu) {
    if (frozenAt == null) {
      return Verdict.STILL;
    }
    Standstill.Step step = standstill.look(cpu, nanoTime.getAsLong());
    standstill = step.next();
    return step.verdict();
  }

  private void stopOtherwise() {
    order.lock();
    try {
      if (isFrozen()) {
        tell();
        unit.freezeOtherwise();
      }
    } catch (EngineException e) {
      LOG.warn("{} cannot be stopped otherwise: {}", unit.attempt(), e.getMessage());
    } finally {
      order.unlock();
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
