package io.idlegrid.worker.bench;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Somebody may break a benchmark off, by SIGTERM or Ctrl-C. It is interrupted then, and the program
 * does not end before it has put back what it changed.
 */
final class BreakOff {

  /** Longer than a frozen unit, a container and their groups take to go. */
  private static final Duration MOST = Duration.ofMinutes(2);

  private final Thread bench = Thread.currentThread();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean isAsked;

  private BreakOff() {}

  /** Of what this thread does from now on. */
  static BreakOff ofThisThread() {
    BreakOff made = new BreakOff();
    Runtime.getRuntime().addShutdownHook(new Thread(made::end, "break-off"));
    return made;
  }

  /** Whether somebody broke it off, so that nobody needs to hear why something failed. */
  boolean isAsked() {
    return isAsked;
  }

  /** Everything is put back. */
  void over() {
    over.countDown();
  }

  private void end() {
    if (over.getCount() == 0) {
      return;
    }
    isAsked = true;
    System.err.println("broken off; what the benchmark began is being ended …");
    bench.interrupt();
    try {
      if (over.await(MOST.toSeconds(), TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.err.println("the benchmark did not end in time; something of it may stay behind");
  }
}
