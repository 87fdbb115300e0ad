package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.attempt.Output;
import io.idlegrid.coordinator.domain.job.ArtifactUse;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.JobSpec;
import io.idlegrid.coordinator.domain.job.JobState;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.split.SplitPlan;
import io.idlegrid.coordinator.domain.unit.Chunk;
import io.idlegrid.coordinator.domain.unit.ResultPart;
import io.idlegrid.coordinator.domain.unit.UnitRecord;
import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.protocol.piece.PieceIndexReader;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which blobs a job names: its code and data, its outputs, checkpoints and indexes. */
final class JobBlobs {

  private static final Logger LOG = LoggerFactory.getLogger(JobBlobs.class);
  private static final int CHUNKS_AT_ONCE = 64;

  private final GridStore store;
  private final BlobStore blobs;

  JobBlobs(GridStore store, BlobStore blobs) {
    this.store = store;
    this.blobs = blobs;
  }

  /** What a job works on. */
  void inputs(JobSpec spec, Consumer<String> found) throws IOException {
    named(spec).forEach(found);
    if (spec.plan() instanceof SplitPlan.Indexed indexed) {
      pieces(indexed.index(), found);
    }
  }

  /** What a job's specification names by itself. */
  static List<String> named(JobSpec spec) {
    List<String> named = new ArrayList<>();
    spec.artifacts().stream().map(ArtifactUse::sha256).forEach(named::add);
    if (spec.plan() instanceof SplitPlan.Indexed indexed) {
      named.add(indexed.index());
    }
    return named;
  }

  /** What a job made so far, and goes on from. */
  void outputs(JobSpec spec, JobStatus status, Consumer<String> found) throws IOException {
    for (String index : indexes(status)) {
      found.accept(index);
      pieces(index, found);
    }
    boolean areAllListed =
        status.state() == JobState.SUCCEEDED
            && status.results().isPresent()
            && !spec.hasMergeProgram();
    if (!areAllListed) {
      rows(status.job(), status.chunksTaken(), found);
    }
  }

  static List<String> indexes(JobStatus status) {
    List<String> indexes = new ArrayList<>();
    status.mergeInput().ifPresent(indexes::add);
    status.results().ifPresent(indexes::add);
    return indexes;
  }

  /**
   * Blobs that an index lists pieces of; millions of pieces may be of one blob.
   *
   * @throws IOException if it is there but cannot be read: to drop what it lists would be a loss
   */
  void pieces(String index, Consumer<String> found) throws IOException {
    OptionalLong size = blobs.size(index);
    if (size.isEmpty()) {
      requireMissing(index, blobs);
      LOG.warn("the index {} of a job is missing: what it lists is not known", index);
      return;
    }
    long bytes = size.getAsLong();
    String[] last = {""};
    new PieceIndexReader(offset -> blobs.open(index, offset, bytes - offset), bytes)
        .walk(
            0,
            row -> {
              if (!row.piece().blob().equals(last[0])) {
                last[0] = row.piece().blob();
                found.accept(last[0]);
              }
              return true;
            });
  }

  /** Passes if a blob is truly not there, rather than out of reach for the moment. */
  static void requireMissing(String blob, BlobStore blobs) throws IOException {
    try {
      blobs.open(blob, 0, 0).close();
    } catch (NoSuchFileException missing) {
      return;
    }
    throw new IOException("blob " + blob + " is there, but its size cannot be read");
  }

  private void rows(JobId job, long chunks, Consumer<String> found) {
    for (long from = 0; from < chunks; from += CHUNKS_AT_ONCE) {
      Rows rows = rows(job, from, Math.min(chunks, from + CHUNKS_AT_ONCE));
      store.getAll(Table.RESULT, rows.results()).values().forEach(part -> of(part, found));
      store.getAll(Table.UNIT, rows.units()).values().forEach(record -> of(record, found));
    }
  }

  /** Keys of the rows that belong to some chunks. */
  record Rows(List<String> chunks, List<String> results, List<String> units) {}

  Rows rows(JobId job, long from, long to) {
    Rows rows = new Rows(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (long number = from; number < to; number++) {
      rows.chunks().add(Table.chunkKey(job, number));
    }
    for (Chunk chunk : store.getAll(Table.CHUNK, rows.chunks()).values()) {
      for (int part = 0; part < chunk.parts(); part++) {
        rows.results().add(Table.resultKey(job, chunk.number(), part));
      }
      chunk.special().stream()
          .mapToObj(bit -> new UnitId(job, chunk.number() * Chunk.SIZE + bit))
          .forEach(unit -> rows.units().add(Table.key(unit)));
    }
    return rows;
  }

  static void of(ResultPart part, Consumer<String> found) {
    part.rows().forEach(row -> of(row.outputs(), found));
  }

  static void of(UnitRecord record, Consumer<String> found) {
    record.checkpoint().ifPresent(found);
    record
        .votes()
        .forEach(
            vote -> {
              of(vote.outcome().outputs(), found);
              vote.outcome().checkpoint().ifPresent(found);
            });
  }

  private static void of(List<Output> outputs, Consumer<String> found) {
    outputs.stream().filter(output -> output.inline().isEmpty()).map(Output::sha256).forEach(found);
  }
}
