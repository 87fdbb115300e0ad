package io.idlegrid.worker.edge.link;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/**
 * Breaks off where too little comes: who answers a byte at a time would hold a device up for ever,
 * since each read ends in time. Only the time of waiting for bytes counts.
 */
final class ImpatientStream extends AwaitedStream {

  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(15);

  private final long leastBytesPerSecond;

  ImpatientStream(InputStream in, long leastBytesPerSecond) {
    super(in);
    this.leastBytesPerSecond = leastBytesPerSecond;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos());
    if (nanos() > GRACE_NANOS && bytes() < leastBytesPerSecond * seconds) {
      throw new IOException("%d bytes in %d s are too slow".formatted(bytes(), seconds));
    }
    return read;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
