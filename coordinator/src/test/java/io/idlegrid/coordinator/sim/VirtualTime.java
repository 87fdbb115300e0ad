package io.idlegrid.coordinator.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that jumps from event to event. */
final class VirtualTime {

  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::order));
  private Instant now = Instant.parse("2026-03-02T08:00:00Z");
  private long order;

  private record Due(Instant at, long order, Runnable task) {}

  Instant now() {
    return now;
  }

  void after(Duration delay, Runnable task) {
    queue.add(new Due(now.plus(delay), order++, task));
  }

  /** Runs tasks until none is left or the time has come. */
  void runUntil(Instant end, Runnable afterEach) {
    while (!queue.isEmpty() && !queue.peek().at().isAfter(end)) {
      Due due = queue.poll();
      now = due.at();
      due.task().run();
      afterEach.run();
    }
    now = end;
  }
}
