package io.idlegrid.worker.edge.engine;

import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.edge.cgroup.AttemptGroup;
import java.util.List;

/**
 * Gives every thread of a unit the lowest priority, which it cannot leave. What it starts later
 * inherits it, so after one look that finds nobody else all its CPU time is niced for good.
 */
public final class LowestPriority {

  private static final int LOWEST = 19;

  /** A fork between two looks is found by the next; a unit cannot win more than a few rounds. */
  private static final int MOST_LOOKS = 100;

  private LowestPriority() {}

  public static void giveTo(AttemptGroup group) throws EngineException {
    for (int look = 0; look < MOST_LOOKS; look++) {
      List<Long> higher = higherIn(group);
      if (higher.isEmpty()) {
        return;
      }
      Signals signals = new Signals();
      higher.forEach(signals::lowerPriority);
    }
    throw new EngineException(
        "threads "
            + higherIn(group)
            + " of cgroup "
            + group.path()
            + " do not take the lowest priority; the worker may not have the right to give it");
  }

  private static List<Long> higherIn(AttemptGroup group) throws EngineException {
    return group.members().stream()
        .flatMap(pid -> Processes.threadsOf(pid).stream())
        .filter(thread -> Processes.niceness(thread).orElse(LOWEST) < LOWEST)
        .toList();
  }
}
