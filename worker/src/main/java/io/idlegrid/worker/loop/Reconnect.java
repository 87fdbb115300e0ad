package io.idlegrid.worker.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** The state of the link, and when to try again: exponential back-off with full jitter. */
final class Reconnect {

  private static final int MOST_DOUBLINGS = 20;

  private final AgentRules rules;
  private final RandomGenerator random;
  private int failures;
  private boolean isUp;
  private boolean isGreeted;
  private Instant lastHeard = Instant.MIN;

  Reconnect(AgentRules rules, RandomGenerator random) {
    this.rules = rules;
    this.random = random;
  }

  void connected(Instant now) {
    isUp = true;
    isGreeted = false;
    lastHeard = now;
  }

  /** The coordinator answered our hello. */
  void greeted() {
    isGreeted = isUp;
    failures = 0;
  }

  boolean isGreeted() {
    return isGreeted;
  }

  void heard(Instant now) {
    lastHeard = now;
  }

  /** Whether the connection is up but dead. */
  boolean isSilent(Instant now) {
    return isUp && now.isAfter(lastHeard.plus(rules.silence()));
  }

  /**
   * The link is down: how long to wait. Many devices that lost one coordinator must not return at
   * once.
   */
  Duration lost() {
    isUp = false;
    isGreeted = false;
    long most =
        Math.min(
            rules.lastRetry().toMillis(),
            rules.firstRetry().toMillis() << Math.min(failures, MOST_DOUBLINGS));
    failures++;
    return Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
  }
}
