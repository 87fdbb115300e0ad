package io.idlegrid.worker.domain.availability.trigger;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Follows one value through its band. A value that is unknown never counts as calm, and one that
 * was known and fell silent counts as bad. Times are readings of one monotonic clock in
 * nanoseconds.
 *
 * @param tripped attempts have to give way
 * @param since when that last changed
 * @param beyond how long the value has been beyond {@code enter}
 * @param calm how long it has been back at {@code leave}
 * @param silent how long a value that was once known has been unknown
 * @param flaps returns to giving way in quick succession
 * @param last newest value that was known
 */
record BandGuard(
    Band band,
    boolean tripped,
    long since,
    Duration beyond,
    Duration calm,
    Duration silent,
    int flaps,
    @Nullable Double last) {

  /** A sensor may miss a few readings, on a busy bus for one. */
  static final Duration SILENCE = Duration.ofSeconds(30);

  static BandGuard open(Band band, long now) {
    return new BandGuard(
        band,
        false,
        now - band.flap().toNanos(),
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        0,
        null);
  }

  /** The same state under other thresholds. */
  BandGuard under(Band other) {
    return new BandGuard(other, tripped, since, beyond, Duration.ZERO, silent, flaps, last);
  }

  boolean isSilent() {
    return silent.compareTo(SILENCE) >= 0;
  }

  /**
   * @param value absent when unknown
   * @param span time that the value speaks for
   */
  BandGuard accept(@Nullable Double value, Duration span, long now) {
    if (value == null || value.isNaN()) {
      return unknown(span, now);
    }
    return tripped ? whileTripped(value, span, now) : whileOpen(value, span, now);
  }

  private BandGuard unknown(Duration span, long now) {
    Duration longer = last == null ? Duration.ZERO : silent.plus(span);
    BandGuard next =
        new BandGuard(band, tripped, since, Duration.ZERO, Duration.ZERO, longer, flaps, last);
    return next.isSilent() && !tripped ? next.trip(last, now) : next;
  }

  private BandGuard whileOpen(double value, Duration span, long now) {
    Duration longer = band.isBeyond(value) ? beyond.plus(span) : Duration.ZERO;
    if (band.isBeyond(value) && longer.compareTo(band.enterOver()) >= 0) {
      return trip(value, now);
    }
    int remaining = heldFor(now).compareTo(band.flap()) < 0 ? flaps : 0;
    return new BandGuard(
        band, false, since, longer, Duration.ZERO, Duration.ZERO, remaining, value);
  }

  private BandGuard whileTripped(double value, Duration span, long now) {
    Duration calmFor = band.isCalm(value) ? calm.plus(span) : Duration.ZERO;
    boolean isOver = band.isCalm(value) && calmFor.compareTo(band.quietAfter(flaps)) >= 0;
    return isOver
        ? new BandGuard(band, false, now, Duration.ZERO, Duration.ZERO, Duration.ZERO, flaps, value)
        : new BandGuard(band, true, since, Duration.ZERO, calmFor, Duration.ZERO, flaps, value);
  }

  private BandGuard trip(@Nullable Double value, long now) {
    int counted = heldFor(now).compareTo(band.flap()) < 0 ? flaps + 1 : 0;
    return new BandGuard(band, true, now, Duration.ZERO, Duration.ZERO, silent, counted, value);
  }

  private Duration heldFor(long now) {
    return Duration.ofNanos(now - since);
  }
}
