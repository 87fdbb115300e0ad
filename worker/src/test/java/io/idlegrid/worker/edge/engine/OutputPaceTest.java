package io.idlegrid.worker.edge.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long writers rest, at instants that the test makes up. */
class OutputPaceTest {

  private static final int BURST = (int) OutputPace.BURST_BYTES;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final OutputPace pace = new OutputPace(0);

  @Test
  void whatALogUsuallySaysIsTakenAtOnce() {
    assertEquals(0, pace.nanosAfter(BURST, 0));
  }

  @Test
  void whoSaysMoreWaitsUntilItWouldHaveGoneThrough() {
    pace.nanosAfter(BURST, 0);

    assertEquals(SECOND, pace.nanosAfter((int) OutputPace.BYTES_PER_SECOND, 0));
    assertEquals(0, pace.nanosAfter(0, SECOND));
  }

  @Test
  void whatOneServiceOfAGroupSaysTheOthersWaitFor() {
    int half = (int) OutputPace.BYTES_PER_SECOND / 2;
    pace.nanosAfter(BURST, 0);

    long one = pace.nanosAfter(half, 0);
    long other = pace.nanosAfter(half, 0);

    assertEquals(SECOND / 2, one);
    assertEquals(SECOND, other);
  }

  @Test
  void silenceIsNotSavedUp() {
    pace.nanosAfter(0, 1_000 * SECOND);

    assertEquals(0, pace.nanosAfter(BURST, 1_000 * SECOND));
    assertEquals(SECOND, pace.nanosAfter((int) OutputPace.BYTES_PER_SECOND, 1_000 * SECOND));
  }
}
