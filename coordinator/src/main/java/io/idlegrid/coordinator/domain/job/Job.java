package io.idlegrid.coordinator.domain.job;

import java.time.Instant;

/**
 * A submitted job. Never changes; how far it is stands in its {@link JobStatus}.
 *
 * @param account the submitter
 */
public record Job(JobId id, String account, Instant submittedAt, JobSpec spec) {}
