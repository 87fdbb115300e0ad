package io.idlegrid.worker.edge.engine;

import io.idlegrid.worker.domain.run.OutputSink;
import java.util.concurrent.locks.LockSupport;

/** Lets one writer have its say, and rests when those that share its pace say too much. */
public final class PacedSink implements OutputSink {

  private final OutputSink to;
  private final OutputPace pace;

  public PacedSink(OutputSink to, OutputPace pace) {
    this.to = to;
    this.pace = pace;
  }

  @Override
  public void write(Channel channel, byte[] bytes, int length) {
    to.write(channel, bytes, length);
    long rest = pace.nanosAfter(length, System.nanoTime());
    if (rest > 0) {
      LockSupport.parkNanos(rest);
    }
  }
}
