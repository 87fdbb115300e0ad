package io.idlegrid.samples;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Waits so long that only something broken runs out of it: whole jobs on the slowest of machines.
 */
final class Patience {

  static final Duration LONG = Duration.ofMinutes(8);

  private Patience() {}

  static ConditionFactory await() {
    return Awaitility.await().atMost(LONG);
  }

  /**
   * @param what is awaited
   */
  static ConditionFactory await(String what) {
    return Awaitility.await(what).atMost(LONG);
  }
}
