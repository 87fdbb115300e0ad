package io.idlegrid.coordinator.edge.list;

import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobState;
import io.idlegrid.coordinator.domain.job.JobStatus;
import java.util.Locale;
import java.util.Map;

/**
 * What a job can be found by.
 *
 * @param isService whether it is a group of services
 * @param version of the status that the state is of
 */
public record JobLine(
    String id,
    String account,
    String name,
    Map<String, String> labels,
    boolean isService,
    JobState state,
    long version) {

  public JobLine {
    labels = Map.copyOf(labels);
  }

  static JobLine of(Job job, JobStatus status) {
    return new JobLine(
        job.id().value(),
        job.account(),
        job.spec().name(),
        job.spec().labels(),
        job.spec().isEndless(),
        status.state(),
        status.version());
  }

  /** With a newer status; late ones change nothing. */
  JobLine in(JobStatus status) {
    return status.version() < version
        ? this
        : new JobLine(id, account, name, labels, isService, status.state(), status.version());
  }

  /** Whether its id, name, owner or labels hold a text, whatever the case. */
  public boolean holds(String text) {
    String wanted = text.toLowerCase(Locale.ROOT);
    return holds(id, wanted)
        || holds(name, wanted)
        || holds(account, wanted)
        || labels.entrySet().stream()
            .anyMatch(label -> holds(label.getKey() + "=" + label.getValue(), wanted));
  }

  private static boolean holds(String part, String wanted) {
    return part.toLowerCase(Locale.ROOT).contains(wanted);
  }
}
