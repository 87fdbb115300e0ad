package io.idlegrid.worker.domain.group;

import io.idlegrid.worker.domain.group.ServiceState.AfterExit;
import java.time.Duration;

/**
 * Whether a service is started again after it ended.
 *
 * @param when in which case
 * @param most starts again in a row; beyond them it is given up on this device
 */
public record Restart(When when, int most) {

  /** A service that never comes up here is better tried on another device. */
  public static final int MOST_IN_A_ROW = 8;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 5;

  /** A service that ran for so long is not in a row of failures any more. */
  private static final Duration SETTLED = Duration.ofMinutes(1);

  /** The cases. */
  public enum When {
    NEVER,
    ON_FAILURE,
    ALWAYS
  }

  public Restart {
    if (most < 1 || most > MOST_IN_A_ROW) {
      throw new IllegalArgumentException("restarts in a row must be 1.." + MOST_IN_A_ROW);
    }
  }

  /**
   * After an end.
   *
   * @param isGood whether it exited with code 0, by itself
   * @param inARow starts again before this one that came to nothing
   */
  public AfterExit after(boolean isGood, int inARow) {
    boolean again =
        switch (when) {
          case NEVER -> false;
          case ON_FAILURE -> !isGood;
          case ALWAYS -> true;
        };
    if (!again) {
      return isGood ? AfterExit.DONE : AfterExit.GIVE_UP;
    }
    return inARow < most ? AfterExit.START_AGAIN : AfterExit.GIVE_UP;
  }

  /** How many came to nothing in a row, this one included, if it did. */
  public static int row(int before, Duration ran) {
    return ran.compareTo(SETTLED) >= 0 ? 0 : before;
  }

  /** How long to wait before the next start. */
  public static Duration pause(int inARow) {
    return FIRST_PAUSE.multipliedBy(1L << Math.min(inARow, MOST_DOUBLINGS));
  }
}
