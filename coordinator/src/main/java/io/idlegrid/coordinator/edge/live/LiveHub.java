package io.idlegrid.coordinator.edge.live;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.flow.port.LiveFeed;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands changes on to whoever watches. Changes of a job come thousands a second; watchers are told
 * at most every {@link #deliver}, that there was one. What changed anywhere gathers until {@link
 * #takeChanges}.
 */
public final class LiveHub implements LiveFeed {

  private static final Logger LOG = LoggerFactory.getLogger(LiveHub.class);

  private final Map<JobId, Set<Runnable>> jobWatchers = new ConcurrentHashMap<>();
  private final Map<AttemptId, WatchedLog> logs = new ConcurrentHashMap<>();
  private final Set<JobId> untoldJobs = ConcurrentHashMap.newKeySet();
  private final Set<JobId> changedJobs = ConcurrentHashMap.newKeySet();
  private final Set<DeviceId> changedDevices = ConcurrentHashMap.newKeySet();

  /** Jobs and devices that changed. */
  public record Changes(Set<JobId> jobs, Set<DeviceId> devices) {

    public Changes {
      jobs = Set.copyOf(jobs);
      devices = Set.copyOf(devices);
    }

    /** Whether nothing did. */
    public boolean isEmpty() {
      return jobs.isEmpty() && devices.isEmpty();
    }
  }

  /** Calls back, from {@link #deliver}, after a job changed; the result ends it. */
  public Runnable watchJob(JobId job, Runnable watcher) {
    Set<Runnable> watchers = jobWatchers.computeIfAbsent(job, any -> ConcurrentHashMap.newKeySet());
    watchers.add(watcher);
    untoldJobs.add(job);
    return () -> {
      watchers.remove(watcher);
      jobWatchers.computeIfPresent(job, (same, left) -> left.isEmpty() ? null : left);
    };
  }

  /**
   * Calls back with new log text of an attempt, after what others who watch it were told lately.
   *
   * @return ends it
   */
  public Runnable watchLog(AttemptId attempt, LogWatcher watcher) {
    logs.compute(
        attempt,
        (same, known) -> {
          WatchedLog log = known == null ? new WatchedLog() : known;
          log.add(watcher);
          return log;
        });
    return () -> logs.computeIfPresent(attempt, (same, log) -> log.without(watcher));
  }

  /** Forgets what came of a log that nobody watches; false when somebody does, or it is unknown. */
  public boolean forgetLog(AttemptId attempt) {
    WatchedLog before = logs.get(attempt);
    return before != null
        && logs.computeIfPresent(attempt, (same, log) -> log.isWatched() ? log : null) == null;
  }

  /** Tells the watchers of everything that changed since the last call. */
  public void deliver() {
    for (JobId job : take(untoldJobs)) {
      jobWatchers.getOrDefault(job, Set.of()).forEach(LiveHub::tell);
    }
  }

  /** Takes what changed since the last call, watched or not. */
  public Changes takeChanges() {
    return new Changes(take(changedJobs), take(changedDevices));
  }

  @Override
  public void jobChanged(JobId job) {
    changedJobs.add(job);
    if (jobWatchers.containsKey(job)) {
      untoldJobs.add(job);
    }
  }

  @Override
  public void deviceChanged(DeviceId device) {
    changedDevices.add(device);
  }

  @Override
  public void logged(AttemptId attempt, long offset, String text) {
    WatchedLog log = logs.get(attempt);
    if (log != null) {
      log.tell(offset, text);
    }
  }

  /** Takes elements one by one: what is added meanwhile stays or is taken, never lost. */
  private static <T> Set<T> take(Set<T> gathered) {
    Set<T> taken = new HashSet<>();
    for (T element : List.copyOf(gathered)) {
      if (gathered.remove(element)) {
        taken.add(element);
      }
    }
    return taken;
  }

  /** What one watcher does wrong is not to be missed by the others. */
  static void tell(Runnable watcher) {
    try {
      watcher.run();
    } catch (RuntimeException e) {
      LOG.warn("a watcher failed and misses a change", e);
    }
  }
}
