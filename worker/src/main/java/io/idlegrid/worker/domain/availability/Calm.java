package io.idlegrid.worker.domain.availability;

import java.time.Duration;

/**
 * How long nothing came that would stop attempts; counted in samples seen, so that a sampler that
 * stalls never lets them go on.
 *
 * @param percentNanos host load in percent times nanoseconds, added up
 */
record Calm(Duration lasted, double percentNanos) {

  static final Calm NONE = new Calm(Duration.ZERO, 0);

  Calm with(HostLoad load) {
    long nanos = load.span().toNanos();
    return new Calm(lasted.plus(load.span()), percentNanos + load.host() * nanos);
  }

  /** Host load in percent. */
  double mean() {
    return lasted.isZero() ? 0 : percentNanos / lasted.toNanos();
  }
}
