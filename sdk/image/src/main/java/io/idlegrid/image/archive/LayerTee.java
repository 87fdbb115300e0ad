package io.idlegrid.image.archive;

import io.idlegrid.image.OneWayStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Hands everything that is read of a layer to others as well, and counts it. */
final class LayerTee extends OneWayStream {

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
}
