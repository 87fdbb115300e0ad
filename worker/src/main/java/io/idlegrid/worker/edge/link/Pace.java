package io.idlegrid.worker.edge.link;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps all transfers together at the owner's rate: whoever moved bytes waits until they would have
 * gone through at that rate.
 */
public final class Pace {

  /** As fast as it goes. */
  public static final Pace FREE = new Pace(() -> null, System::nanoTime, nanos -> {});

  private final Supplier<@Nullable Double> bytesPerSecond;
  private final LongSupplier nanoTime;
  private final Wait wait;
  private long freeAt;
  private boolean hasBegun;

  /** Lets time pass. */
  @FunctionalInterface
  interface Wait {
    void nanos(long nanos) throws InterruptedException;
  }

  /**
   * @param bytesPerSecond asked each time, since owners change their minds; absent for no limit
   */
  public Pace(Supplier<@Nullable Double> bytesPerSecond) {
    this(bytesPerSecond, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  Pace(Supplier<@Nullable Double> bytesPerSecond, LongSupplier nanoTime, Wait wait) {
    this.bytesPerSecond = bytesPerSecond;
    this.nanoTime = nanoTime;
    this.wait = wait;
  }

  /** Waits as long as these bytes should have taken. */
  void moved(int bytes) throws InterruptedIOException {
    Double limit = bytesPerSecond.get();
    if (limit == null) {
      return;
    }
    long pause;
    synchronized (this) {
      long now = nanoTime.getAsLong();
      if (!hasBegun || freeAt - now < 0) {
        freeAt = now;
        hasBegun = true;
      }
      freeAt += (long) (bytes / limit * 1e9);
      pause = freeAt - now;
    }
    try {
      wait.nanos(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while bytes were moved at the owner's rate");
    }
  }
}
