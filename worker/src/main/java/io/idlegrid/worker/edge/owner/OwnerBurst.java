package io.idlegrid.worker.edge.owner;

import io.idlegrid.worker.edge.guard.LoadWatch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Plays the owner: keeps every processor busy until attempts have left. In processes of their own,
 * since what the agent itself uses counts as nobody's load.
 */
final class OwnerBurst {

  private static final Duration LONGEST = Duration.ofSeconds(3);
  private static final Duration RETURN = Duration.ofSeconds(35);
  private static final Duration GLANCE = Duration.ofMillis(1);

  /** The kernel ends it soon, should the agent be killed meanwhile. */
  private static final String BUSY = "ulimit -t 4; while :; do :; done";

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

  synchronized OwnerDesk.Burst run() throws IOException, InterruptedException {
    int attempts = running.getAsInt();
    LoadWatch.Seen before = loads.seen();
    if (before.isStopped()) {
      return new OwnerDesk.Burst(
          attempts, null, null, "attempts stand still already: " + before.reason());
    }
    loads.watchClosely(LONGEST.plus(RETURN));
    long begin = System.nanoTime();
    @Nullable Long stopped = burst(begin);
    long end = System.nanoTime();
    @Nullable Long back =
        stopped != null && await(RETURN, () -> !loads.seen().isStopped())
            ? millis(loads.seen().changedAt() - end)
            : null;
    loads.watchClosely(Duration.ZERO);
    return new OwnerDesk.Burst(attempts, stopped, back, note(attempts, stopped, back));
  }

  private @Nullable Long burst(long begin) throws IOException, InterruptedException {
    List<Process> busy = new ArrayList<>();
    try {
      for (int i = 0; i < processors; i++) {
        busy.add(begin());
      }
      return await(LONGEST, () -> loads.seen().isStopped())
          ? millis(loads.seen().changedAt() - begin)
          : null;
    } finally {
      busy.forEach(Process::destroyForcibly);
    }
  }

  private static Process begin() throws IOException {
    return new ProcessBuilder("sh", "-c", BUSY).redirectErrorStream(true).start();
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
