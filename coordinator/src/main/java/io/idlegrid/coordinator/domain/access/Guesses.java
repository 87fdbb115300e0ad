package io.idlegrid.coordinator.domain.access;

import java.time.Duration;
import java.time.Instant;

/**
 * Wrong passwords in a row. The first few cost nothing, for people mistype; then each doubles the
 * wait. An hour without a guess forgets them.
 */
public record Guesses(int failures, Instant last) {

  public static final Guesses NONE = new Guesses(0, Instant.EPOCH);

  private static final int FREE = 4;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
  private static final Duration MOST_WAIT = Duration.ofMinutes(15);
  private static final Duration FORGET_AFTER = Duration.ofHours(1);

  /** How long to wait before the next guess is looked at; zero for not at all. */
  public Duration waitAt(Instant now) {
    Duration left = Duration.between(now, last.plus(pause()));
    return failures <= FREE || left.isNegative() ? Duration.ZERO : left;
  }

  private Duration pause() {
    int doublings = Math.max(0, Math.min(10, failures - FREE - 1));
    Duration pause = FIRST_WAIT.multipliedBy(1L << doublings);
    return pause.compareTo(MOST_WAIT) > 0 ? MOST_WAIT : pause;
  }

  /** The last guess was not looked at after all. */
  public Guesses lessOne() {
    return new Guesses(Math.max(0, failures - 1), last);
  }

  public Guesses failedAt(Instant now) {
    boolean isForgotten = now.isAfter(last.plus(FORGET_AFTER));
    return new Guesses((isForgotten ? 0 : failures) + 1, now);
  }
}
