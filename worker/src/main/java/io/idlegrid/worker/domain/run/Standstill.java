package io.idlegrid.worker.domain.run;

import java.time.Duration;

/**
 * Whether a unit that was told to stand still does, seen by the CPU time that it uses on. The
 * kernel has the order at once, but somebody may have thawed the group since, or have taken a
 * process out of it. Times are readings of one monotonic clock in nanoseconds.
 *
 * @param cpu what it had used at the last look
 * @param lookedAt when that was
 * @param runningSince the look from which on it was seen to run; {@link Long#MAX_VALUE} while it
 *     stands still
 */
public record Standstill(Duration cpu, long lookedAt, long runningSince) {

  /** A system call that was under way ends first, which may take a while at idle priority. */
  private static final Duration LOOK = Duration.ofMillis(500);

  /** Four percent of a processor. What stands still uses nothing at all. */
  private static final Duration GRAIN = Duration.ofMillis(20);

  /** So long another way of stopping it is tried before it is asked to leave. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /** What a look showed. */
  public enum Verdict {
    STILL,
    RUNS,
    CANNOT_BE_STOPPED
  }

  /** A look and what it showed. */
  public record Step(Standstill next, Verdict verdict) {}

  /** The order was given just now. */
  public static Standstill ordered(Duration cpu, long now) {
    return new Standstill(cpu, now, Long.MAX_VALUE);
  }

  /**
   * Looks, if the last look was long enough ago.
   *
   * @param used what it used so far; always the same where the kernel does not tell
   */
  public Step look(Duration used, long now) {
    if (now - lookedAt < LOOK.toNanos()) {
      return new Step(this, Verdict.STILL);
    }
    if (used.minus(cpu).compareTo(GRAIN) <= 0) {
      return new Step(ordered(used, now), Verdict.STILL);
    }
    long since = Math.min(runningSince, lookedAt);
    boolean isLong = now - since >= LONGEST.toNanos();
    return new Step(
        new Standstill(used, now, since), isLong ? Verdict.CANNOT_BE_STOPPED : Verdict.RUNS);
  }
}
