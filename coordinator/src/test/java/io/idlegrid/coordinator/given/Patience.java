package io.idlegrid.coordinator.given;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits so long that only something broken runs out of it, on the slowest of machines too. */
public final class Patience {

  public static final Duration LONG = Duration.ofMinutes(2);

  /** The same for a whole test, which may wait several times. */
  public static final long TEST_SECONDS = 600;

  private Patience() {}

  public static ConditionFactory await() {
    return Awaitility.await().atMost(LONG);
  }
}
