package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.LeftOver;
import io.idlegrid.coordinator.flow.port.Table;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears away the rows of deleted jobs, some chunks in each commit, and lets go of their blobs.
 * Every step can be done again; what a crash interrupts goes on where it was.
 */
public final class DropJobs {

  private static final Logger LOG = LoggerFactory.getLogger(DropJobs.class);
  private static final int PAGE = 100;
  private static final int CHUNKS_AT_ONCE = 64;

  private final GridStore store;
  private final BlobStore blobs;
  private final Consumer<Commit> durably;
  private final JobBlobs of;

  /**
   * @param durably commits, and returns once that is durable
   */
  public DropJobs(GridStore store, BlobStore blobs, Consumer<Commit> durably) {
    this.store = store;
    this.blobs = blobs;
    this.durably = durably;
    this.of = new JobBlobs(store, blobs);
  }

  /** Returns how many jobs nothing is left of any more. */
  public synchronized int drop() {
    int cleared = 0;
    List<LeftOver> page = store.list(Table.LEFT_OVER, "", PAGE);
    while (!page.isEmpty()) {
      for (LeftOver left : page) {
        clear(left);
        cleared++;
      }
      page = store.list(Table.LEFT_OVER, "", PAGE);
    }
    return cleared;
  }

  private void clear(LeftOver left) {
    for (String index : left.indexes()) {
      try {
        of.pieces(index, blobs::release);
      } catch (IOException e) {
        // Its pieces go a day later, as everything does that nobody names.
        LOG.warn("index {} of deleted job {} cannot be read", index, left.job(), e);
      }
    }
    left.indexes().forEach(blobs::release);
    left.blobs().forEach(blobs::release);
    long to = left.chunks();
    do {
      long from = Math.max(0, to - CHUNKS_AT_ONCE);
      durably.accept(without(left, from, to));
      to = from;
    } while (to > 0);
  }

  private Commit without(LeftOver left, long from, long to) {
    JobBlobs.Rows rows = of.rows(left.job(), from, to);
    store
        .getAll(Table.RESULT, rows.results())
        .values()
        .forEach(part -> JobBlobs.of(part, blobs::release));
    store
        .getAll(Table.UNIT, rows.units())
        .values()
        .forEach(record -> JobBlobs.of(record, blobs::release));
    Commit.Builder commit = Commit.builder();
    rows.results().forEach(key -> commit.remove(Table.RESULT, key));
    rows.units().forEach(key -> commit.remove(Table.UNIT, key));
    rows.chunks().forEach(key -> commit.remove(Table.CHUNK, key));
    String key = Table.key(left.job());
    return (from == 0
            ? commit.remove(Table.LEFT_OVER, key)
            : commit.put(Table.LEFT_OVER, key, left.withChunks(from)))
        .build();
  }
}
