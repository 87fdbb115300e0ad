package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.edge.live.LogWatcher;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Gathers what is told of a running attempt's log at first. */
final class LogSoFar implements LogWatcher {

  private final StringBuilder text = new StringBuilder();
  private final CountDownLatch first = new CountDownLatch(1);
  private long dropped;

  @Override
  public synchronized void logged(long offset, String piece) {
    if (text.isEmpty()) {
      dropped = offset;
    }
    text.append(piece);
    first.countDown();
  }

  /** Waits for the first text, unless it is there. */
  void await(Duration patience) {
    try {
      boolean unused = first.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Empty when nothing came. */
  synchronized Optional<String> text() {
    return Optional.of(text.toString()).filter(all -> !all.isEmpty());
  }

  /** Bytes before the text that were not kept. */
  synchronized long dropped() {
    return dropped;
  }
}
