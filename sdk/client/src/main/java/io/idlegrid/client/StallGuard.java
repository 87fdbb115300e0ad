package io.idlegrid.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a body that stopped arriving. The JDK's client limits only the time until a body begins; a
 * peer that lost its power would be waited for without end.
 */
final class StallGuard extends FilterInputStream {

  private final long mostNanos;
  private volatile long lastReadAt = System.nanoTime();
  private volatile boolean isReading;
  private volatile boolean isClosed;
  private volatile boolean hasStalled;

  StallGuard(InputStream in, Duration most) {
    super(in);
    this.mostNanos = most.toNanos();
    lookLater();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    lastReadAt = System.nanoTime();
    isReading = true;
    try {
      int read = in.read(buffer, offset, length);
      if (read < 0 && hasStalled) {
        throw stalled(null);
      }
      return read;
    } catch (IOException e) {
      throw hasStalled ? stalled(e) : e;
    } finally {
      isReading = false;
    }
  }

  @Override
  public void close() throws IOException {
    isClosed = true;
    super.close();
  }

  private IOException stalled(@Nullable IOException cause) {
    return new IOException(
        "nothing came for %d seconds".formatted(TimeUnit.NANOSECONDS.toSeconds(mostNanos)), cause);
  }

  private void lookLater() {
    CompletableFuture.delayedExecutor(mostNanos / 4, TimeUnit.NANOSECONDS).execute(this::look);
  }

  private void look() {
    if (isClosed) {
      return;
    }
    if (isReading && System.nanoTime() - lastReadAt > mostNanos) {
      hasStalled = true;
      try {
        in.close();
      } catch (IOException e) {
        // The reader learns of the stall itself.
      }
      return;
    }
    lookLater();
  }
}
