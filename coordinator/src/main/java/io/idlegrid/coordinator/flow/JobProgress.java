package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.flow.board.ActiveJob;

/**
 * How far a job is.
 *
 * @param waiting units that nobody works on, reached or not
 */
public record JobProgress(
    Job job, JobStatus status, long done, long failed, long running, long waiting) {

  /** Of a job that is not over. */
  static JobProgress of(ActiveJob job) {
    long units = job.units();
    return new JobProgress(
        job.job(),
        job.status(),
        job.done(),
        job.failed(),
        job.running(),
        Math.max(0, units - job.done() - job.failed() - job.running()));
  }

  /** Of a job that is over, from its status alone. */
  public static JobProgress ended(Job job, JobStatus status) {
    return new JobProgress(
        job,
        status,
        status.done(),
        status.failed(),
        0,
        Math.max(0, status.wanted(job.spec()) - status.done() - status.failed()));
  }

  /** Units that are to be computed, or kept running; the merge unit aside. */
  public long units() {
    return status.wanted(job.spec());
  }
}
