package io.idlegrid.worker.edge.engine.process;

import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.edge.engine.Processes;
import io.idlegrid.worker.edge.engine.Signals;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Stops, continues and kills processes one by one, looking again until nothing new turns up.
 * Between two looks a process may fork, so unlike a freezer it has to win a race.
 */
final class SignalBrake {

  private static final Duration GIVE_UP = Duration.ofSeconds(2);
  private static final Duration DIE = Duration.ofSeconds(10);
  private static final long GLANCE_NANOS = 1_000_000;

  private final Supplier<Set<Long>> members;

  /**
   * @param members the unit's processes of the moment
   */
  SignalBrake(Supplier<Set<Long>> members) {
    this.members = members;
  }

  void freeze() throws EngineException {
    Signals signals = new Signals();
    boolean still =
        repeat(
            GIVE_UP,
            () -> {
              Set<Long> moving = moving();
              moving.forEach(signals::stop);
              return moving.isEmpty();
            });
    if (!still) {
      throw new EngineException(
          "processes " + moving() + " still run " + GIVE_UP + " after SIGSTOP; kill the unit");
    }
  }

  void thaw() {
    members.get().forEach(new Signals()::carryOn);
  }

  void kill() throws EngineException {
    boolean dead =
        repeat(
            DIE,
            () -> {
              Set<Long> left = members.get();
              left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
              return left.isEmpty();
            });
    if (!dead) {
      throw new EngineException(
          "processes " + members.get() + " are still there " + DIE + " after SIGKILL");
    }
  }

  private Set<Long> moving() {
    return members.get().stream()
        .filter(pid -> !Processes.standsStill(pid))
        .collect(Collectors.toSet());
  }

  private interface Attempt {
    boolean isDone();
  }

  private static boolean repeat(Duration limit, Attempt attempt) {
    long end = System.nanoTime() + limit.toNanos();
    while (!attempt.isDone()) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      LockSupport.parkNanos(GLANCE_NANOS);
    }
    return true;
  }
}
