package io.idlegrid.image.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Hands everything that is read of a layer to others as well, and counts it. */
final class LayerTee extends FilterInputStream {

  private final MessageDigest sha;
  private final OutputStream out;
  private final Growth growth;
  private long bytes;
  private @Nullable IOException failure;

  LayerTee(InputStream in, MessageDigest sha, OutputStream out, Growth growth) {
    super(in);
    this.sha = sha;
    this.out = out;
    this.growth = growth;
  }

  /** Bytes that were read so far. */
  long bytes() {
    return bytes;
  }

  /** Throws again what went wrong here, which a reader of archives takes for a damaged archive. */
  void requireNoFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  /** Reads to the end. */
  void drain() throws IOException {
    byte[] buffer = new byte[1 << 16];
    while (read(buffer, 0, buffer.length) >= 0) {
      // What is behind the tar's own end belongs to the layer's hash as well.
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, length);
    if (read > 0) {
      bytes += read;
      try {
        growth.add(read);
        sha.update(buffer, offset, read);
        out.write(buffer, offset, read);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    byte[] buffer = new byte[1 << 13];
    long left = bytes;
    while (left > 0) {
      int read = read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        break;
      }
      left -= read;
    }
    return bytes - left;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
