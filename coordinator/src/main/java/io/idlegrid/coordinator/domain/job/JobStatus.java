package io.idlegrid.coordinator.domain.job;

import java.time.Instant;
import java.util.Optional;

/**
 * How far a job is; its only writer is the grid loop. While it runs, units are counted in their
 * chunks; the totals here are written when it ends.
 *
 * @param version grows with every write; a write names the version it read
 * @param chunksTaken chunks that exist; units beyond them were not reached yet
 * @param reason why it ended as it did; empty while it runs
 * @param done units done when it ended
 * @param failed units failed when it ended
 * @param finishedAt when it reached a final state
 * @param mergeInput SHA-256 of the index of all outputs that the merge program works on
 * @param results SHA-256 of the index of all results, once it is final
 * @param firstGrant the forecast behind its first grant, to show why it was made
 * @param replicas units that are wanted of a service, once it was scaled
 */
public record JobStatus(
    JobId job,
    JobState state,
    long version,
    long chunksTaken,
    String reason,
    long done,
    long failed,
    Optional<Instant> finishedAt,
    Optional<String> mergeInput,
    Optional<String> results,
    Optional<GrantNote> firstGrant,
    Optional<Integer> replicas) {

  /** A job that was just submitted. */
  public static JobStatus submitted(JobId job) {
    return new JobStatus(
        job,
        JobState.RUNNING,
        0,
        0,
        "",
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public JobStatus withChunksTaken(long chunks) {
    return new JobStatus(
        job,
        state,
        version + 1,
        chunks,
        reason,
        done,
        failed,
        finishedAt,
        mergeInput,
        results,
        firstGrant,
        replicas);
  }

  /** On the way to an end, with all units counted. */
  public JobStatus in(JobState next, long doneUnits, long failedUnits) {
    return new JobStatus(
        job,
        next,
        version + 1,
        chunksTaken,
        reason,
        doneUnits,
        failedUnits,
        finishedAt,
        mergeInput,
        results,
        firstGrant,
        replicas);
  }

  /** At its end. */
  public JobStatus ended(JobState end, String why, long doneUnits, long failedUnits, Instant at) {
    return new JobStatus(
        job,
        end,
        version + 1,
        chunksTaken,
        why,
        doneUnits,
        failedUnits,
        Optional.of(at),
        mergeInput,
        results,
        firstGrant,
        replicas);
  }

  /** Running again after it had failed; its units are counted in their chunks once more. */
  public JobStatus again() {
    return new JobStatus(
        job,
        JobState.RUNNING,
        version + 1,
        chunksTaken,
        "",
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        firstGrant,
        replicas);
  }

  public JobStatus withMergeInput(String index) {
    return new JobStatus(
        job,
        state,
        version + 1,
        chunksTaken,
        reason,
        done,
        failed,
        finishedAt,
        Optional.of(index),
        results,
        firstGrant,
        replicas);
  }

  public JobStatus withResults(String index) {
    return new JobStatus(
        job,
        state,
        version + 1,
        chunksTaken,
        reason,
        done,
        failed,
        finishedAt,
        mergeInput,
        Optional.of(index),
        firstGrant,
        replicas);
  }

  public JobStatus withFirstGrant(GrantNote note) {
    return new JobStatus(
        job,
        state,
        version + 1,
        chunksTaken,
        reason,
        done,
        failed,
        finishedAt,
        mergeInput,
        results,
        Optional.of(note),
        replicas);
  }

  /** Wanted in another number from now on. */
  public JobStatus scaledTo(int wanted) {
    return new JobStatus(
        job,
        state,
        version + 1,
        chunksTaken,
        reason,
        done,
        failed,
        finishedAt,
        mergeInput,
        results,
        firstGrant,
        Optional.of(wanted));
  }

  /** Units that are to be computed, or kept running. */
  public long wanted(JobSpec spec) {
    return spec.group()
        .map(group -> (long) replicas.orElse(group.replicas()))
        .orElse(spec.plan().units());
  }
}
