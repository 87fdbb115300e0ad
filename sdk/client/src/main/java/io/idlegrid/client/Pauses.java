package io.idlegrid.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How a client waits between tries; tests wait in no time. */
@FunctionalInterface
interface Pauses {

  /** Really waits. */
  Pauses REAL = pause -> Thread.sleep(pause.toMillis());

  void pause(Duration duration) throws InterruptedException;

  /** Waits; an interrupt ends the waiting with an exception and stays visible. */
  default void take(Duration duration) {
    try {
      pause(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
  }

  static GridException interrupted(Throwable cause) {
    return GridException.of(
        "client.interrupted",
        "the thread was interrupted while it waited for the coordinator",
        "what was submitted goes on; look again with the job's id",
        cause);
  }

  /**
   * Twice as long with every try, up to a bound, and never in step with other clients.
   *
   * @param attempt 0 after the first failure
   */
  static Duration backOff(int attempt, Duration first, Duration most) {
    long bound = Math.min(most.toMillis(), first.toMillis() << Math.min(attempt, 20));
    return Duration.ofMillis(bound / 2 + ThreadLocalRandom.current().nextLong(bound / 2 + 1));
  }
}
