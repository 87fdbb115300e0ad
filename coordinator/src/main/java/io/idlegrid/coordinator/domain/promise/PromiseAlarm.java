package io.idlegrid.coordinator.domain.promise;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells, promise by promise, whether a device breaks more of them than it may, and how cautious the
 * grid is there in return.
 *
 * <p>The evidence is the likelihood ratio of {@value #WORSE} times the accepted risk against the
 * risk itself, never let fall under one (a CUSUM of bets; Shin, Ramdas, Rinaldo: E-detectors,
 * 2023). While no conflict is likelier than the accepted risk, given all that happened before, the
 * expected number of promises to a false alarm is at least {@link #ENOUGH}, however often one
 * looks. It takes at least eight conflicts.
 *
 * @param evidence likelihood ratio so far
 * @param caution the accepted risk is divided by this; 1 where promises are kept
 * @param brokenSince first alarm that is not over
 * @param keptInARow promises kept since the last conflict, alarm or relaxation
 * @param changedAt last alarm or relaxation
 */
public record PromiseAlarm(
    double evidence,
    double caution,
    Optional<Instant> brokenSince,
    int keptInARow,
    Optional<Instant> changedAt) {

  public static final PromiseAlarm SILENT =
      new PromiseAlarm(1, 1, Optional.empty(), 0, Optional.empty());

  static final double ENOUGH = 100_000;

  /** Conflicts this many times as frequent as accepted are what the alarm looks for. */
  static final int WORSE = 5;

  /** Beyond that, forecasts are hardly ever sure enough, and blindness is not wanted either. */
  static final double MOST_CAUTION = 16;

  /** Without grants nothing proves that a device is better; time does, slowly. */
  static final Duration RELAX_AFTER = Duration.ofHours(12);

  /** At one per cent, this many kept in a row are as likely as not. */
  static final int RELAX_AFTER_KEPT = 70;

  /** After a promise that ended before the next one was made. */
  public PromiseAlarm after(boolean isBroken, double risk, Instant now) {
    double worse = Math.min(.5, WORSE * risk);
    double ratio = worse <= risk ? 1 : isBroken ? worse / risk : (1 - worse) / (1 - risk);
    double more = Math.max(1, evidence) * ratio;
    if (more >= ENOUGH) {
      return new PromiseAlarm(
          1,
          Math.min(MOST_CAUTION, 2 * caution),
          brokenSince.or(() -> Optional.of(now)),
          0,
          Optional.of(now));
    }
    int kept = isBroken ? 0 : keptInARow + 1;
    PromiseAlarm next = new PromiseAlarm(more, caution, brokenSince, kept, changedAt);
    return kept >= RELAX_AFTER_KEPT ? next.relaxed(now) : next;
  }

  /** As time passes, a device is trusted again. */
  public PromiseAlarm at(Instant now) {
    boolean isDue =
        changedAt.map(changed -> !now.isBefore(changed.plus(RELAX_AFTER))).orElse(false);
    return isDue ? relaxed(now) : this;
  }

  private PromiseAlarm relaxed(Instant now) {
    if (caution <= 2) {
      return new PromiseAlarm(evidence, 1, Optional.empty(), 0, Optional.empty());
    }
    return new PromiseAlarm(evidence, caution / 2, brokenSince, 0, Optional.of(now));
  }

  /** Whether the promise counts as broken now. */
  public boolean isBroken() {
    return brokenSince.isPresent();
  }
}
