package io.idlegrid.worker.bench;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark has to put back, the latest first. It is done by a thread that nobody
 * interrupts: a benchmark that somebody breaks off leaves nothing behind either.
 */
final class PutBack implements AutoCloseable {

  private final Deque<Act> acts = new ArrayDeque<>();

  /** Puts one thing back. */
  @FunctionalInterface
  interface Act {
    void perform() throws Exception;
  }

  /** Something could not be put back; the message says what. */
  static final class Failed extends Exception {

    private static final long serialVersionUID = 1L;

    private Failed(Exception first) {
      super("not everything could be put back: " + first, first);
    }
  }

  /** To be done before all that was added earlier. */
  void add(Act act) {
    acts.addFirst(act);
  }

  /** Likewise for what has a way to close. */
  <T extends AutoCloseable> T closing(T closeable) {
    add(closeable::close);
    return closeable;
  }

  /** Does everything, though some of it fails; what was done is not done again. */
  @Override
  public void close() throws Failed {
    Failure failure = new Failure();
    Thread thread = new Thread(() -> performAll(failure), "put-back");
    thread.start();
    boolean wasInterrupted = join(thread);
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure.first != null) {
      throw new Failed(failure.first);
    }
  }

  private static final class Failure {
    private @Nullable Exception first;
  }

  private void performAll(Failure failure) {
    while (!acts.isEmpty()) {
      try {
        acts.removeFirst().perform();
      } catch (Exception e) {
        if (failure.first == null) {
          failure.first = e;
        } else {
          failure.first.addSuppressed(e);
        }
      }
    }
  }

  private static boolean join(Thread thread) {
    boolean wasInterrupted = Thread.interrupted();
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    return wasInterrupted;
  }
}
