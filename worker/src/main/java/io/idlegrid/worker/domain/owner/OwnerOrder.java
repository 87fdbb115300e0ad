package io.idlegrid.worker.domain.owner;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the owner last said, beside the policy.
 *
 * @param until when a pause ends by itself; absent for one that the owner ends
 */
public record OwnerOrder(Wish wish, @Nullable Instant until) {

  /** Nothing in particular. */
  public static final OwnerOrder LEND = new OwnerOrder(Wish.LEND, null);

  /** The longest time that makes sense; for ever is a pause without an end. */
  private static final Duration LONGEST = Duration.ofDays(366);

  /** What an owner may say. */
  public enum Wish {
    LEND,
    FINISH,
    PAUSE
  }

  public static OwnerOrder pause(Optional<Duration> time, Instant now) {
    return new OwnerOrder(Wish.PAUSE, time.map(now::plus).orElse(null));
  }

  /**
   * A time as an owner writes it, such as {@code 2h}.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public static Duration time(String text) {
    Duration time = PolicyValues.time(text);
    if (time.isZero() || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("'" + text + "' is not between 1s and 366d");
    }
    return time;
  }
}
