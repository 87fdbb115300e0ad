package io.idlegrid.coordinator.flow.port;

import io.idlegrid.coordinator.domain.job.JobId;
import java.util.List;

/**
 * What is still to be cleared away of a job that was deleted. Its row is written with the commit
 * that deletes the job and goes with the last of its rows, so that a crash leaves nothing behind.
 *
 * @param chunks chunks that may still have rows, from 0 on
 * @param blobs that the job named by itself
 * @param indexes blobs that list pieces of further ones
 */
public record LeftOver(JobId job, long chunks, List<String> blobs, List<String> indexes) {

  public LeftOver {
    blobs = List.copyOf(blobs);
    indexes = List.copyOf(indexes);
  }

  /** After the rows of the last chunks went. */
  public LeftOver withChunks(long fewer) {
    return new LeftOver(job, fewer, blobs, indexes);
  }
}
