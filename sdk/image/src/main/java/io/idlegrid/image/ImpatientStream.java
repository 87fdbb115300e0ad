package io.idlegrid.image;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Breaks off where too little comes: who answers a byte at a time would hold us up for ever, since
 * each read ends in time. Only the time of waiting for bytes counts.
 */
public final class ImpatientStream extends AwaitedStream {

  private static final Duration GRACE = Duration.ofSeconds(15);

  private final Least least;

  /**
   * What has to come.
   *
   * @param grace for which nothing is demanded
   */
  public record Least(long bytesPerSecond, Duration grace) {

    /** With the usual grace. */
    public static Least of(long bytesPerSecond) {
      return new Least(bytesPerSecond, GRACE);
    }
  }

  /** Less came than had to. */
  public static final class TooSlowException extends IOException {

    private static final long serialVersionUID = 1;

    TooSlowException(String message) {
      super(message);
    }
  }

  public ImpatientStream(InputStream in, Least least) {
    super(in);
    this.least = least;
  }

  /**
   * Reads on.
   *
   * @throws TooSlowException when less came than had to
   */
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    double seconds = nanos() / (double) TimeUnit.SECONDS.toNanos(1);
    if (nanos() > least.grace().toNanos() && bytes() < least.bytesPerSecond() * seconds) {
      throw new TooSlowException("%d bytes in %.1f s are too slow".formatted(bytes(), seconds));
    }
    return read;
  }
}
