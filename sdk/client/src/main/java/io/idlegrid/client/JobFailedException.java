package io.idlegrid.client;

import io.idlegrid.protocol.job.JobView;

/** A job failed or was cancelled. The message says why. */
public final class JobFailedException extends GridException {

  private static final long serialVersionUID = 1;

  private final transient JobView job;

  JobFailedException(JobView job) {
    super(
        local(
            job.state().equals("CANCELLED") ? "job.cancelled" : "job.failed",
            "job %s (%s) %s%s"
                .formatted(
                    job.id(),
                    job.name(),
                    job.state().equals("CANCELLED") ? "was cancelled" : "failed",
                    job.reason().isEmpty() ? "" : ": " + job.reason()),
            "see idlegrid job explain " + job.id() + " and idlegrid job logs " + job.id(),
            false));
    this.job = job;
  }

  JobFailedException(JobView job, String detail, String hint) {
    super(local("job.failed", detail, hint, false));
    this.job = job;
  }

  /** The job as it ended. */
  public JobView job() {
    return job;
  }
}
