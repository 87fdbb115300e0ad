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
    Next next = new Next();
    next.chunksTaken = chunks;
    return next.status();
  }

  /** On the way to an end, with all units counted. */
  public JobStatus in(JobState way, long doneUnits, long failedUnits) {
    Next next = new Next();
    next.state = way;
    next.done = doneUnits;
    next.failed = failedUnits;
    return next.status();
  }

  /** At its end. */
  public JobStatus ended(JobState end, String why, long doneUnits, long failedUnits, Instant at) {
    Next next = new Next();
    next.state = end;
    next.reason = why;
    next.done = doneUnits;
    next.failed = failedUnits;
    next.finishedAt = Optional.of(at);
    return next.status();
  }

  /** Running again after it had failed; its units are counted in their chunks once more. */
  public JobStatus again() {
    Next next = new Next();
    next.state = JobState.RUNNING;
    next.reason = "";
    next.done = 0;
    next.failed = 0;
    next.finishedAt = Optional.empty();
    next.mergeInput = Optional.empty();
    next.results = Optional.empty();
    return next.status();
  }

  public JobStatus withMergeInput(String index) {
    Next next = new Next();
    next.mergeInput = Optional.of(index);
    return next.status();
  }

  public JobStatus withResults(String index) {
    Next next = new Next();
    next.results = Optional.of(index);
    return next.status();
  }

  public JobStatus withFirstGrant(GrantNote note) {
    Next next = new Next();
    next.firstGrant = Optional.of(note);
    return next.status();
  }

  /** Wanted in another number from now on. */
  public JobStatus scaledTo(int wanted) {
    Next next = new Next();
    next.replicas = Optional.of(wanted);
    return next.status();
  }

  /** Units that are to be computed, or kept running. */
  public long wanted(JobSpec spec) {
    return spec.group()
        .map(group -> (long) replicas.orElse(group.replicas()))
        .orElse(spec.plan().units());
  }

  /** The next version: what this one says, until it is told otherwise. */
  private final class Next {

    private JobState state = JobStatus.this.state;
    private long chunksTaken = JobStatus.this.chunksTaken;
    private String reason = JobStatus.this.reason;
    private long done = JobStatus.this.done;
    private long failed = JobStatus.this.failed;
    private Optional<Instant> finishedAt = JobStatus.this.finishedAt;
    private Optional<String> mergeInput = JobStatus.this.mergeInput;
    private Optional<String> results = JobStatus.this.results;
    private Optional<GrantNote> firstGrant = JobStatus.this.firstGrant;
    private Optional<Integer> replicas = JobStatus.this.replicas;

    private JobStatus status() {
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
          replicas);
    }
  }
}
