package io.idlegrid.coordinator.edge.list;

import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.CommitLog;
import io.idlegrid.coordinator.flow.port.CommitLog.Fate;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;

/**
 * Every job in a line, newest last: whoever looks for one of a hundred thousand reads the rows of
 * the page that is shown, and no others. What a commit through {@link #watching} changes is here
 * before whoever made it is told.
 */
public final class JobLines {

  private final NavigableMap<String, JobLine> lines = new ConcurrentSkipListMap<>();

  /** Reads every job, once. */
  public JobLines(GridStore store) {
    for (List<Job> page : store.pages(Table.JOB)) {
      Map<String, JobStatus> statuses =
          store.getAll(Table.STATUS, page.stream().map(job -> Table.key(job.id())).toList());
      for (Job job : page) {
        String key = Table.key(job.id());
        lines.put(key, JobLine.of(job, statuses.getOrDefault(key, JobStatus.submitted(job.id()))));
      }
    }
  }

  /** The same log; what it makes durable of jobs is noted. */
  public CommitLog watching(CommitLog commits) {
    return commit ->
        commit.writes().stream().anyMatch(JobLines::isOfJob)
            ? commits.append(commit).thenApply(fate -> noted(commit, fate))
            : commits.append(commit);
  }

  private static boolean isOfJob(Commit.Write<?> write) {
    return write.table().equals(Table.JOB) || write.table().equals(Table.STATUS);
  }

  private Fate noted(Commit commit, Fate fate) {
    if (fate.kind() == Fate.Kind.DURABLE) {
      commit.writes().stream().filter(JobLines::isOfJob).forEach(this::note);
    }
    return fate;
  }

  private void note(Commit.Write<?> write) {
    Object row = write.value();
    if (row instanceof Job job) {
      lines.putIfAbsent(write.key(), JobLine.of(job, JobStatus.submitted(job.id())));
    } else if (row instanceof JobStatus status) {
      lines.computeIfPresent(write.key(), (key, line) -> line.in(status));
    } else if (write.table().equals(Table.JOB)) {
      lines.remove(write.key());
    }
  }

  /**
   * Jobs that were submitted before one, newest first.
   *
   * @param cursor the id of that job; empty to begin with the newest
   */
  public List<JobId> before(String cursor, Predicate<JobLine> wanted, int limit) {
    NavigableMap<String, JobLine> older = cursor.isEmpty() ? lines : lines.headMap(cursor, false);
    return older.descendingMap().values().stream()
        .filter(wanted)
        .limit(limit)
        .map(line -> new JobId(line.id()))
        .toList();
  }
}
