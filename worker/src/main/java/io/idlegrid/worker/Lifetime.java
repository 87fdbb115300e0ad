package io.idlegrid.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** From the start of the program until somebody asks it to end. */
final class Lifetime {

  /** Longer than the agent takes to give everything back and the engines to kill the rest. */
  private static final Duration MOST = Duration.ofSeconds(50);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

  /** Waits until the program is asked to end. */
  boolean awaitAsked(Duration wait) throws InterruptedException {
    return asked.await(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Asks the program to end. */
  void ask() {
    asked.countDown();
  }

  /** The program has ended. */
  int ended(int code) {
    exitCode.complete(code);
    return code;
  }

  /** SIGTERM asks; the exit code is then the program's own, not the signal's. */
  void endOnSignal() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end"));
  }

  private void end() {
    ask();
    int code;
    try {
      code = exitCode.get(MOST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      System.err.println("The worker did not end in time.");
      code = StartException.FAILED;
    }
    System.out.flush();
    Runtime.getRuntime().halt(code);
  }
}
