package io.idlegrid.coordinator.domain.promise;

import java.time.Duration;
import java.time.Instant;

/**
 * What a grant promises an owner: but for the accepted risk, the owner's load leaves free what all
 * attempts on the device use together, as long as they run and the forecast was asked for.
 *
 * @param from when it was made
 * @param span how long it holds at most
 * @param wantedPercent CPU of all attempts together, in percent of the device
 * @param risk accepted probability that it breaks
 */
public record Promise(Instant from, Duration span, double wantedPercent, double risk) {

  public Promise {
    if (!(risk > 0 && risk < 1)) {
      throw new IllegalArgumentException("a risk lies between 0 and 1, not at " + risk);
    }
  }

  /** How a promise ends. */
  public enum Fate {
    KEPT,
    BROKEN,
    /** The device was out of sight for a part of the time. */
    UNSEEN
  }

  public Instant until() {
    return from.plus(span);
  }

  /** Whether a peak of the owner's load leaves what was promised. */
  public boolean allows(double peakPercent) {
    return peakPercent <= 100 - wantedPercent;
  }

  /** The same promise with another made in the same breath: it must hold for both. */
  public Promise with(Promise other) {
    return new Promise(
        from,
        span.compareTo(other.span()) >= 0 ? span : other.span(),
        Math.max(wantedPercent, other.wantedPercent()),
        Math.min(risk, other.risk()));
  }
}
