package io.idlegrid.worker.edge.link;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what came, and how long it was waited for. */
abstract class AwaitedStream extends FilterInputStream {

  private long bytes;
  private long nanos;

  AwaitedStream(InputStream in) {
    super(in);
  }

  final long bytes() {
    return bytes;
  }

  /** Only the time of waiting for bytes. */
  final long nanos() {
    return nanos;
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
    return read;
  }
}
