package io.idlegrid.predictor;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Which horizons and thresholds forecasts of one device are asked for, a bit each: what was asked
 * of the last forecast will be asked of the next, and can be worked out for many devices together.
 * Safe for use by several threads.
 */
final class Questions {
  private final AtomicLong asked = new AtomicLong();

  void ask(int cell) {
    long bit = 1L << cell;
    if ((asked.get() & bit) == 0) {
      asked.getAndUpdate(known -> known | bit);
    }
  }

  /** What was asked since the last call. */
  long take() {
    return asked.getAndSet(0);
  }
}
