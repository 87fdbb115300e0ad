package io.idlegrid.coordinator.edge.forecast;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ForkJoinPool;

/**
 * Trains within a budget of CPU: on one thread, and on average no more than a share of one core.
 * After a training that took long, the next one waits, so that a slow coordinator forecasts by
 * older trees instead of being slowed down. Memory needs no watch: the pool of examples and the
 * rows of a fit are bounded by the forecaster's settings.
 */
public final class TrainWithinBudget implements AutoCloseable {

  /** Of one core, on average. */
  public static final double MOST_SHARE = .05;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Smile searches splits in parallel, but only on the pool that it was called from. */
  private final ForkJoinPool one = new ForkJoinPool(1);

  private Instant notBefore = Instant.MIN;

  /** Trains unless the budget is used up; waits for the end. Returns whether it did. */
  public synchronized boolean train(Runnable training, Instant now) {
    if (now.isBefore(notBefore)) {
      return false;
    }
    notBefore = next(now, cpuOf(training));
    return true;
  }

  /** When so much CPU is an average of {@link #MOST_SHARE}. */
  static Instant next(Instant begun, Duration cpu) {
    return begun.plusMillis((long) (cpu.toMillis() / MOST_SHARE));
  }

  private Duration cpuOf(Runnable training) {
    return one.submit(
            () -> {
              long before = THREADS.getCurrentThreadCpuTime();
              training.run();
              return Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - before);
            })
        .join();
  }

  @Override
  public void close() {
    one.shutdownNow();
  }
}
