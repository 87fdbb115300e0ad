package io.idlegrid.coordinator.edge.live;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.flow.port.LiveFeed;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands changes on to whoever watches. Changes of a job come thousands a second; watchers are told
 * at most every {@link #deliver}, that there was one.
 */
public final class LiveHub implements LiveFeed {

  private static final Logger LOG = LoggerFactory.getLogger(LiveHub.class);

  private final Map<JobId, Set<Runnable>> jobWatchers = new ConcurrentHashMap<>();
  private final Map<AttemptId, Set<BiConsumer<Long, String>>> logWatchers =
      new ConcurrentHashMap<>();
  private final Set<JobId> changedJobs = ConcurrentHashMap.newKeySet();

  /** Calls back, from {@link #deliver}, after a job changed; the result ends it. */
  public Runnable watchJob(JobId job, Runnable watcher) {
    Set<Runnable> watchers = jobWatchers.computeIfAbsent(job, any -> ConcurrentHashMap.newKeySet());
    watchers.add(watcher);
    changedJobs.add(job);
    return () -> {
      watchers.remove(watcher);
      jobWatchers.computeIfPresent(job, (same, left) -> left.isEmpty() ? null : left);
    };
  }

  /** Calls back with new log text of an attempt and its offset; the result ends it. */
  public Runnable watchLog(AttemptId attempt, BiConsumer<Long, String> watcher) {
    Set<BiConsumer<Long, String>> watchers =
        logWatchers.computeIfAbsent(attempt, any -> ConcurrentHashMap.newKeySet());
    watchers.add(watcher);
    return () -> {
      watchers.remove(watcher);
      logWatchers.computeIfPresent(attempt, (same, left) -> left.isEmpty() ? null : left);
    };
  }

  /** Tells the watchers of everything that changed since the last call. */
  public void deliver() {
    for (JobId job : Set.copyOf(changedJobs)) {
      changedJobs.remove(job);
      jobWatchers.getOrDefault(job, Set.of()).forEach(LiveHub::tell);
    }
  }

  @Override
  public void jobChanged(JobId job) {
    if (jobWatchers.containsKey(job)) {
      changedJobs.add(job);
    }
  }

  @Override
  public void deviceChanged(DeviceId device) {}

  @Override
  public void logged(AttemptId attempt, long offset, String text) {
    logWatchers
        .getOrDefault(attempt, Set.of())
        .forEach(watcher -> tell(() -> watcher.accept(offset, text)));
  }

  private static void tell(Runnable watcher) {
    try {
      watcher.run();
    } catch (RuntimeException e) {
      LOG.warn("a watcher failed and misses a change", e);
    }
  }
}
