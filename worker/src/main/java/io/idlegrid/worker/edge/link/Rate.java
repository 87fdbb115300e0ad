package io.idlegrid.worker.edge.link;

import io.idlegrid.image.AwaitedStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/**
 * How fast the coordinator was when it was read from last. A cache that is much slower is no help;
 * one that is slow because the whole site is, is.
 */
final class Rate {

  /** Less tells more about the first answer than about the rate. */
  private static final long LEAST_BYTES = 256 << 10;

  /** Part of the coordinator's rate that is enough. */
  private static final int PART = 4;

  /** Nobody has to be faster: over it a cache relieves the coordinator. */
  private static final long ENOUGH = 256 << 10;

  private volatile double bytesPerSecond;

  /**
   * What a cache has to reach, in bytes per second.
   *
   * @param least whatever the coordinator's rate is
   */
  long leastOfACache(long least) {
    return Math.max(least, Math.min(ENOUGH, (long) (bytesPerSecond / PART)));
  }

  /** Notes that so many bytes were waited for so long. */
  void note(long bytes, long nanos) {
    if (bytes >= LEAST_BYTES) {
      bytesPerSecond = bytes * (double) TimeUnit.SECONDS.toNanos(1) / Math.max(1, nanos);
    }
  }

  /** An answer of the coordinator. Only the time of waiting for bytes counts. */
  InputStream of(InputStream in) {
    return new AwaitedStream(in) {
      @Override
      public void close() throws IOException {
        note(bytes(), nanos());
        super.close();
      }
    };
  }
}
