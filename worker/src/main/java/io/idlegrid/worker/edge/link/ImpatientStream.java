package io.idlegrid.worker.edge.link;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/**
 * Breaks off where too little comes: who answers a byte at a time would hold a device up for ever,
 * since each read ends in time. Only the time of waiting for bytes counts.
 */
final class ImpatientStream extends FilterInputStream {

  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(15);

  private final long leastBytesPerSecond;
  private long bytes;
  private long nanos;

  ImpatientStream(InputStream in, long leastBytesPerSecond) {
    super(in);
    this.leastBytesPerSecond = leastBytesPerSecond;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    long begun = System.nanoTime();
    int read = in.read(buffer, offset, length);
    nanos += System.nanoTime() - begun;
    bytes += Math.max(0, read);
    if (nanos > GRACE_NANOS
        && bytes < leastBytesPerSecond * TimeUnit.NANOSECONDS.toSeconds(nanos)) {
      throw new IOException(
          "%d bytes in %d s are too slow".formatted(bytes, TimeUnit.NANOSECONDS.toSeconds(nanos)));
    }
    return read;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
