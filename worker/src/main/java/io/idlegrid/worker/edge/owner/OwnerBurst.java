package io.idlegrid.worker.edge.owner;

import io.idlegrid.worker.edge.guard.LoadWatch;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Plays the owner: keeps every processor busy until attempts have left. */
final class OwnerBurst {

  private static final Duration LONGEST = Duration.ofSeconds(3);
  private static final Duration RETURN = Duration.ofSeconds(35);
  private static final Duration GLANCE = Duration.ofMillis(1);

  private final LoadWatch loads;
  private final IntSupplier running;
  private final int processors;

  /**
   * @param running how many attempts run
   */
  OwnerBurst(LoadWatch loads, IntSupplier running, int processors) {
    this.loads = loads;
    this.running = running;
    this.processors = processors;
  }

  synchronized OwnerDesk.Burst run() throws InterruptedException {
    int attempts = running.getAsInt();
    LoadWatch.Seen before = loads.seen();
    if (before.isStopped()) {
      return new OwnerDesk.Burst(
          attempts, null, null, "attempts stand still already: " + before.reason());
    }
    loads.watchClosely(LONGEST.plus(RETURN));
    AtomicBoolean isOver = new AtomicBoolean();
    long begin = System.nanoTime();
    for (int i = 0; i < processors; i++) {
      begin(isOver);
    }
    @Nullable Long stopped =
        await(LONGEST, () -> loads.seen().isStopped())
            ? millis(loads.seen().changedAt() - begin)
            : null;
    isOver.set(true);
    long end = System.nanoTime();
    @Nullable Long back =
        stopped != null && await(RETURN, () -> !loads.seen().isStopped())
            ? millis(loads.seen().changedAt() - end)
            : null;
    loads.watchClosely(Duration.ZERO);
    return new OwnerDesk.Burst(attempts, stopped, back, note(attempts, stopped, back));
  }

  private static void begin(AtomicBoolean isOver) {
    Thread burst =
        new Thread(
            () -> {
              while (!isOver.get()) {
                Thread.onSpinWait();
              }
            },
            "owner's burst");
    burst.setDaemon(true);
    burst.start();
  }

  private static String note(int attempts, @Nullable Long stopped, @Nullable Long back) {
    if (stopped == null) {
      return "the burst was not noticed within " + LONGEST.toSeconds() + " s";
    }
    String who = attempts == 0 ? "nothing ran; the guard would have stopped it" : "all stood still";
    return back == null ? who + ", and other load keeps it so" : who;
  }

  private static boolean await(Duration most, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.sleep(GLANCE.toNanos());
    }
    return true;
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
