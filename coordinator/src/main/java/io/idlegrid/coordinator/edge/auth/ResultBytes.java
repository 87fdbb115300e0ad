package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.protocol.piece.PieceIndexReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How many bytes the results of accounts' jobs have that are over. */
final class ResultBytes {

  /** Jobs sort by the time of submission; one that is being committed may still come in between. */
  private static final Duration SETTLED_AFTER = Duration.ofMinutes(1);

  /** Looking costs a read for every job that is not over. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

  private final GridStore store;
  private final BlobStore blobs;
  private final Map<String, Long> byAccount = new HashMap<>();
  private final Map<JobId, Long> counted = new HashMap<>();
  private final Map<JobId, String> open = new LinkedHashMap<>();
  private String after = "";
  private Instant lookAgainAt = Instant.MIN;

  ResultBytes(GridStore store, BlobStore blobs) {
    this.store = store;
    this.blobs = blobs;
  }

  synchronized long of(String account, Instant now) {
    if (now.isBefore(lookAgainAt)) {
      return byAccount.getOrDefault(account, 0L);
    }
    lookAgainAt = now.plus(LOOK_EVERY);
    meetNewJobs(now);
    open.entrySet()
        .removeIf(
            job -> {
              Optional<Long> bytes = bytes(job.getKey());
              bytes.ifPresent(
                  each -> {
                    counted.put(job.getKey(), each);
                    byAccount.merge(job.getValue(), each, Long::sum);
                  });
              return bytes.isPresent();
            });
    return byAccount.getOrDefault(account, 0L);
  }

  /** A job was deleted: its results count no more. */
  synchronized void forget(Job job) {
    open.remove(job.id());
    Optional.ofNullable(counted.remove(job.id()))
        .ifPresent(bytes -> byAccount.merge(job.account(), -bytes, Long::sum));
  }

  /** A job that was over runs again: its results are counted anew at its end. */
  synchronized void reopen(Job job) {
    Optional.ofNullable(counted.remove(job.id()))
        .ifPresent(
            bytes -> {
              byAccount.merge(job.account(), -bytes, Long::sum);
              open.put(job.id(), job.account());
            });
  }

  private void meetNewJobs(Instant now) {
    for (Job job : store.all(Table.JOB, after)) {
      if (job.submittedAt().isAfter(now.minus(SETTLED_AFTER))) {
        return;
      }
      open.put(job.id(), job.account());
      after = Table.key(job.id());
    }
  }

  /** Size of a job's results, once they are all there. */
  private Optional<Long> bytes(JobId job) {
    Optional<JobStatus> status = store.get(Table.STATUS, Table.key(job));
    return status
        .filter(each -> each.state().isFinal())
        .flatMap(JobStatus::results)
        .map(this::bytes);
  }

  /** Bytes of a deleted job's results; none where its index cannot be found any more. */
  long left(String index) {
    return blobs.has(index) ? bytes(index) : 0;
  }

  /** Bytes of all pieces that an index lists. */
  private long bytes(String index) {
    try {
      long size =
          blobs
              .size(index)
              .orElseThrow(() -> new IOException("the index of results " + index + " is missing"));
      return new PieceIndexReader(offset -> blobs.open(index, offset, size - offset), size)
          .pieceBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
