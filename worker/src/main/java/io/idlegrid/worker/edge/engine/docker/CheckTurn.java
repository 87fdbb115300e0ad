package io.idlegrid.worker.edge.engine.docker;

import io.idlegrid.worker.domain.run.EngineException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Lets one health check at a time through, first come, first served, with a rest after each: for an
 * engine a check is a process to be made, in time that is not the groups' and that the owner feels.
 */
final class CheckTurn {

  private static final Duration REST = Duration.ofSeconds(2);

  private final ReentrantLock turn = new ReentrantLock(true);
  private final LongSupplier nanoTime;
  private final Rest rest;
  private long restUntil;

  /** Waits so long. */
  @FunctionalInterface
  interface Rest {
    void nanos(long nanos) throws InterruptedException;
  }

  /** What waits for its turn. */
  @FunctionalInterface
  interface Check {
    boolean passes() throws EngineException;
  }

  CheckTurn() {
    this(System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  /**
   * @param nanoTime the monotonic clock
   */
  CheckTurn(LongSupplier nanoTime, Rest rest) {
    this.nanoTime = nanoTime;
    this.rest = rest;
    this.restUntil = nanoTime.getAsLong();
  }

  /**
   * Makes a check once it is its turn.
   *
   * @param isWanted asked then
   * @return whether it passed; empty when it was not made
   */
  Optional<Boolean> take(BooleanSupplier isWanted, Check check) throws EngineException {
    try {
      turn.lockInterruptibly();
      try {
        rest.nanos(Math.max(0, restUntil - nanoTime.getAsLong()));
        return isWanted.getAsBoolean() ? Optional.of(made(check)) : Optional.empty();
      } finally {
        turn.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted before the turn of a health check came", e);
    }
  }

  private boolean made(Check check) throws EngineException {
    try {
      return check.passes();
    } finally {
      restUntil = nanoTime.getAsLong() + REST.toNanos();
    }
  }
}
