package io.idlegrid.worker.edge.engine;

import io.idlegrid.worker.domain.run.OutputSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Keeps the beginning of a unit's output; can be made to take no more. */
public final class Recorder implements OutputSink {

  private static final int KEPT = 1 << 20;

  private final Map<Channel, ByteArrayOutputStream> kept = new EnumMap<>(Channel.class);
  private final CountDownLatch open = new CountDownLatch(1);
  private volatile boolean stuck;

  @Override
  public void write(Channel channel, byte[] bytes, int length) {
    synchronized (kept) {
      ByteArrayOutputStream all = kept.computeIfAbsent(channel, any -> new ByteArrayOutputStream());
      all.write(bytes, 0, Math.min(length, Math.max(0, KEPT - all.size())));
    }
    if (stuck) {
      awaitOpen();
    }
  }

  /** The next write does not return. */
  public void stick() {
    stuck = true;
  }

  public void open() {
    open.countDown();
  }

  public String output() {
    return text(Channel.OUTPUT);
  }

  public String error() {
    return text(Channel.ERROR);
  }

  private String text(Channel channel) {
    synchronized (kept) {
      ByteArrayOutputStream all = kept.get(channel);
      return all == null ? "" : all.toString(StandardCharsets.UTF_8);
    }
  }

  private void awaitOpen() {
    try {
      open.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
