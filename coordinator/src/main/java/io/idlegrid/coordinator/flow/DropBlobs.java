package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.coordinator.flow.port.BlobStore.Retained;
import io.idlegrid.coordinator.flow.port.Datasets;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.NamedArtifact;
import io.idlegrid.coordinator.flow.port.Table;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Drops blobs that nothing reaches: no upload that an account keeps, no name, and no job with its
 * code, data, outputs and checkpoints. Nothing is counted, so a crash cannot leave a wrong count.
 * What somebody just laid a claim to stays, for its name may be on the way into the store.
 */
public final class DropBlobs {

  /** Everything is looked through this often even when nobody deletes: attempts leave things. */
  private static final Duration AT_LEAST_EVERY = Duration.ofDays(1);

  private final GridStore store;
  private final BlobStore blobs;
  private final Datasets datasets;
  private final JobBlobs of;
  private final Looked looked;
  private Instant nextAt = Instant.MIN;
  private Retained latest = new Retained(0, 0);

  /** Is told what came of looking through everything. */
  public interface Looked {

    /**
     * @param lookedAt when that began: what was let go of later is not told of
     * @param isWaiting whether a blob is still there although nothing names it
     */
    void through(Instant lookedAt, Predicate<String> isWaiting);
  }

  public DropBlobs(GridStore store, BlobStore blobs, Datasets datasets, Looked looked) {
    this.looked = looked;
    this.store = store;
    this.blobs = blobs;
    this.datasets = datasets;
    this.of = new JobBlobs(store, blobs);
  }

  /** Something was deleted: its blobs are looked for as soon as they may go. */
  public synchronized void released(Instant now) {
    Instant due = now.plus(BlobStore.KEEP_RELEASED);
    nextAt = due.isBefore(nextAt) ? due : nextAt;
  }

  /** Looks through everything if it is time. */
  public void dropIfDue(Instant now) throws IOException {
    if (isDue(now)) {
      drop(now);
    }
  }

  private synchronized boolean isDue(Instant now) {
    return !now.isBefore(nextAt);
  }

  /** Looks through everything; returns what became free and what is to go. */
  public Retained drop(Instant now) throws IOException {
    synchronized (this) {
      nextAt = now.plus(AT_LEAST_EVERY);
    }
    BlobSet reached = new BlobSet();
    deposits(reached);
    artifacts(reached);
    jobs(reached);
    Retained retained = blobs.retain(reached::contains, now);
    looked.through(now, sha256 -> !reached.contains(sha256) && blobs.has(sha256));
    synchronized (this) {
      latest = retained;
      if (retained.waitingBytes() > 0) {
        released(now);
      }
    }
    return retained;
  }

  /** Bytes that nothing reached when it was looked last, and that were too young to go. */
  public synchronized long waitingBytes() {
    return latest.waitingBytes();
  }

  private void deposits(BlobSet reached) {
    store.all(Table.DEPOSIT).forEach(deposit -> reached.add(deposit.sha256()));
  }

  private void artifacts(BlobSet reached) throws IOException {
    for (NamedArtifact artifact : store.all(Table.ARTIFACT)) {
      reached.add(artifact.sha256());
      if (artifact.kind() == NamedArtifact.Kind.DATASET) {
        files(artifact.sha256(), blobs, datasets, reached);
      }
    }
  }

  /** The files of a list; a list that is damaged names none. */
  static void files(String list, BlobStore blobs, Datasets datasets, BlobSet into)
      throws IOException {
    OptionalLong size = blobs.size(list);
    if (size.isEmpty()) {
      JobBlobs.requireMissing(list, blobs);
      return;
    }
    try (InputStream in = blobs.open(list, 0, size.getAsLong())) {
      datasets.read(in, (name, bytes, sha256) -> into.add(sha256));
    } catch (RefusedException damaged) {
      // Whoever submits a job with it is told; up to the damage its files are kept.
      into.add(list);
    }
  }

  private void jobs(BlobSet reached) throws IOException {
    for (List<Job> page : store.pages(Table.JOB)) {
      Map<String, JobStatus> statuses =
          store.getAll(Table.STATUS, page.stream().map(job -> Table.key(job.id())).toList());
      for (Job job : page) {
        of.inputs(job.spec(), reached::add);
        JobStatus status = statuses.get(Table.key(job.id()));
        if (status != null) {
          of.outputs(job.spec(), status, reached::add);
        }
      }
    }
  }
}
