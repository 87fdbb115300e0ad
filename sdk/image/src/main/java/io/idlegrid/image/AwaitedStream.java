package io.idlegrid.image;

import java.io.IOException;
import java.io.InputStream;

/** Counts what came, and how long it was waited for. */
public class AwaitedStream extends OneWayStream {

  private long bytes;
  private long nanos;

  public AwaitedStream(InputStream in) {
    super(in);
  }

  /** What came so far. */
  protected final long bytes() {
    return bytes;
  }

  /** Only the time of waiting for bytes. */
  protected final long nanos() {
    return nanos;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    long begun = System.nanoTime();
    int read = in.read(buffer, offset, length);
    nanos += System.nanoTime() - begun;
    bytes += Math.max(0, read);
    return read;
  }
}
