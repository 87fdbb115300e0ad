package io.idlegrid.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream through which bytes come in one way only: single bytes and what is skipped are read as
 * arrays are, so that whoever watches or counts overrides that alone.
 */
public abstract class OneWayStream extends FilterInputStream {

  private static final int SKIPPED_AT_ONCE = 1 << 13;

  protected OneWayStream(InputStream in) {
    super(in);
  }

  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public abstract int read(byte[] buffer, int offset, int length) throws IOException;

  @Override
  public final long skip(long bytes) throws IOException {
    byte[] thrownAway = new byte[(int) Math.max(1, Math.min(bytes, SKIPPED_AT_ONCE))];
    long left = bytes;
    while (left > 0) {
      int read = read(thrownAway, 0, (int) Math.min(left, thrownAway.length));
      if (read < 0) {
        break;
      }
      left -= read;
    }
    return Math.max(0, bytes - left);
  }

  /** Nothing that went by comes again. */
  @Override
  public final boolean markSupported() {
    return false;
  }
}
