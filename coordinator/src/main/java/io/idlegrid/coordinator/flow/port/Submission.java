package io.idlegrid.coordinator.flow.port;

import io.idlegrid.coordinator.domain.job.JobId;
import java.time.Instant;

/**
 * Remembers that a submission with an idempotency key was accepted.
 *
 * @param digest of the submitted job file, so that a key is not reused for another one
 */
public record Submission(JobId job, String digest, Instant at) {}
