package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.board.Board;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.LeftOver;
import io.idlegrid.coordinator.flow.port.LiveFeed;
import io.idlegrid.coordinator.flow.port.Table;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Deletes a job that is over. One commit takes it away for everybody and notes what is left of it;
 * {@link DropJobs} clears that away in its own time.
 */
final class DeleteJob {

  private final Board board;
  private final GridStore store;
  private final LiveFeed feed;
  private final Steps steps;

  DeleteJob(Board board, GridStore store, LiveFeed feed, Steps steps) {
    this.board = board;
    this.store = store;
    this.feed = feed;
    this.steps = steps;
  }

  /** Returns the deleted job once that is durable; a {@link RefusedException} when it cannot be. */
  CompletionStage<JobProgress> delete(JobId id) {
    Optional<Job> job = store.get(Table.JOB, Table.key(id));
    Optional<JobStatus> status = store.get(Table.STATUS, Table.key(id));
    if (job.isEmpty() || status.isEmpty() || board.leaving().contains(id)) {
      return CompletableFuture.failedFuture(unknown(id));
    }
    if (board.job(id).isPresent() || status.get().results().isEmpty()) {
      return CompletableFuture.failedFuture(active(status.get()));
    }
    board.leaving().add(id);
    return steps
        .committed(
            commit(job.get(), status.get()), () -> JobProgress.ended(job.get(), status.get()))
        .whenComplete(
            (deleted, refused) -> {
              board.leaving().remove(id);
              feed.jobChanged(id);
            });
  }

  private Commit commit(Job job, JobStatus status) {
    String key = Table.key(job.id());
    LeftOver left =
        new LeftOver(
            job.id(), status.chunksTaken(), JobBlobs.named(job.spec()), JobBlobs.indexes(status));
    Commit.Builder commit = Commit.builder();
    Changes.checkTerm(commit, board.term());
    return commit
        .check(
            Table.STATUS,
            key,
            "job " + job.id() + " is as it was",
            row -> row.map(JobStatus::version).equals(Optional.of(status.version())))
        .remove(Table.JOB, key)
        .remove(Table.STATUS, key)
        .remove(Table.FILE, key)
        .put(Table.LEFT_OVER, key, left)
        .build();
  }

  static RefusedException unknown(JobId id) {
    return RefusedException.of(
            Kind.NOT_FOUND, "job.unknown", "there is no job " + id, "see idlegrid job ls")
        .with("job", id);
  }

  private static RefusedException active(JobStatus status) {
    return RefusedException.of(
            Kind.CONFLICT,
            "job.active",
            status.state().isFinal()
                ? "the results of job %s are being listed".formatted(status.job())
                : "job %s is not over: %s".formatted(status.job(), status.state()),
            status.state().isFinal()
                ? "try again in a moment"
                : "cancel it first: idlegrid job cancel " + status.job())
        .with("job", status.job())
        .with("state", status.state());
  }
}
