package io.idlegrid.worker.edge.engine.docker.api;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Awaits the end of a health check. Nobody reads what it writes, but the engine carries it in time
 * that is not the group's: who writes much is not heard to its end.
 */
final class CheckOutput extends ResultCallback.Adapter<Frame> {

  private static final long MOST_BYTES = 64 << 10;

  private long bytes;
  private volatile boolean isTooMuch;

  @Override
  public void onNext(Frame frame) {
    bytes += frame.getPayload() == null ? 0 : frame.getPayload().length;
    if (bytes > MOST_BYTES) {
      isTooMuch = true;
      try {
        close();
      } catch (IOException e) {
        throw new UncheckedIOException("a health check that writes too much stays", e);
      }
    }
  }

  boolean isTooMuch() {
    return isTooMuch;
  }
}
