package io.idlegrid.cli.job;

import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.client.GridApi;
import io.idlegrid.client.UnreachableException;
import io.idlegrid.protocol.job.JobView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Looks at a job until it is over, also while its coordinator is away for a while. */
public final class JobWatcher {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration MOST_PAUSE = Duration.ofSeconds(1);

  /** As long as a coordinator may take to come back, with its recovery. */
  private static final Duration MOST_AWAY = Duration.ofMinutes(5);

  private final GridApi api;
  private final Surroundings surroundings;
  private final JobProgress progress;

  public JobWatcher(GridApi api, Surroundings surroundings, JobProgress progress) {
    this.api = api;
    this.surroundings = surroundings;
    this.progress = progress;
  }

  /**
   * Waits.
   *
   * @param most how long; empty for as long as it takes
   * @return the job as it ended; empty when the time was up
   */
  public Optional<JobView> await(String id, Optional<Duration> most) throws InterruptedException {
    Optional<Instant> end = most.map(surroundings.clock().instant()::plus);
    Optional<Instant> awaySince = Optional.empty();
    Duration pause = FIRST_PAUSE;
    try (progress) {
      while (true) {
        try {
          JobView job = api.get(JobPaths.job(id), JobView.class);
          awaySince = Optional.empty();
          progress.show(job);
          if (job.isOver()) {
            return Optional.of(job);
          }
        } catch (UnreachableException e) {
          Instant now = surroundings.clock().instant();
          Instant since = awaySince.orElse(now);
          if (Duration.between(since, now).compareTo(MOST_AWAY) > 0) {
            throw e;
          }
          awaySince = Optional.of(since);
          progress.away(e.getMessage() == null ? "" : e.getMessage());
        }
        if (end.isPresent() && !surroundings.clock().instant().isBefore(end.get())) {
          return Optional.empty();
        }
        surroundings.pause().pause(pause);
        pause = longer(pause);
      }
    }
  }

  private static Duration longer(Duration pause) {
    Duration next = pause.multipliedBy(3).dividedBy(2);
    return next.compareTo(MOST_PAUSE) > 0 ? MOST_PAUSE : next;
  }
}
