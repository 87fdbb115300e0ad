package io.idlegrid.worker.edge.engine;

/**
 * How fast a unit's output is taken. The agent does not yield to the owner as attempts do, so a
 * unit that floods its log must wait for the agent, not occupy it; services of a group are one
 * unit. Instants are readings of a monotonic clock in nanoseconds. May be used by several threads.
 */
public final class OutputPace {

  /** Enough for any log; data belongs into files. */
  static final long BYTES_PER_SECOND = 1 << 20;

  static final long BURST_BYTES = 2 << 20;

  private static final double NANOS_PER_BYTE = 1e9 / BYTES_PER_SECOND;

  private double allowance = BURST_BYTES;
  private long last;

  OutputPace(long now) {
    last = now;
  }

  public static OutputPace fromNow() {
    return new OutputPace(System.nanoTime());
  }

  /**
   * @return how long to wait before the next bytes are taken
   */
  synchronized long nanosAfter(int bytes, long now) {
    allowance = Math.min(BURST_BYTES, allowance + (now - last) / NANOS_PER_BYTE) - bytes;
    last = now;
    return allowance >= 0 ? 0 : (long) (-allowance * NANOS_PER_BYTE);
  }
}
