package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.attempt.Output;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.domain.unit.Chunk;
import io.idlegrid.coordinator.domain.unit.ResultPart;
import io.idlegrid.coordinator.domain.unit.ResultPart.Row;
import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.protocol.piece.Piece;
import io.idlegrid.protocol.piece.PieceIndexWriter;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.zip.CRC32;

/**
 * Lists all outputs of a job in unit order, so that any byte of the concatenation or of the zip
 * file is found at once. Small outputs, which are stored with their units, are packed into one
 * blob. Reads committed rows only; memory does not grow with the number of units.
 */
final class AssembleJob {

  private final GridStore store;
  private final BlobStore blobs;

  AssembleJob(GridStore store, BlobStore blobs) {
    this.store = store;
    this.blobs = blobs;
  }

  /**
   * Writes the index of the outputs of some units.
   *
   * @return SHA-256 of the index blob
   */
  String assemble(Job job, JobStatus status, LongPredicate units) throws IOException {
    String pack = pack(job, status, units);
    try (BlobStore.Draft draft = blobs.draft()) {
      PieceIndexWriter index = new PieceIndexWriter(draft);
      long packed = 0;
      for (long chunk = 0; chunk < status.chunksTaken(); chunk++) {
        for (Row row : rows(job, chunk, units)) {
          for (Output output : row.outputs()) {
            index.add(piece(row.unit(), output, pack, packed));
            packed += output.inline().isPresent() ? output.size() : 0;
          }
        }
      }
      index.finish();
      return draft.keep();
    }
  }

  private Piece piece(long unit, Output output, String pack, long packed) throws IOException {
    boolean isPacked = output.inline().isPresent();
    return new Piece(
        unit,
        output.path(),
        isPacked ? pack : output.sha256(),
        isPacked ? packed : 0,
        output.size(),
        output.sha256(),
        crc32(output));
  }

  private String pack(Job job, JobStatus status, LongPredicate units) throws IOException {
    try (BlobStore.Draft draft = blobs.draft()) {
      for (long chunk = 0; chunk < status.chunksTaken(); chunk++) {
        for (Row row : rows(job, chunk, units)) {
          for (Output output : row.outputs()) {
            if (output.inline().isPresent()) {
              draft.write(Base64.getDecoder().decode(output.inline().get()));
            }
          }
        }
      }
      return draft.keep();
    }
  }

  /** The rows of a chunk, in unit order. */
  private List<Row> rows(Job job, long chunk, LongPredicate units) {
    int parts = store.get(Table.CHUNK, Table.chunkKey(job.id(), chunk)).map(Chunk::parts).orElse(0);
    List<String> keys = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      keys.add(Table.resultKey(job.id(), chunk, part));
    }
    return store.getAll(Table.RESULT, keys).values().stream()
        .map(ResultPart::rows)
        .flatMap(List::stream)
        .filter(row -> units.test(row.unit()))
        .sorted(Comparator.comparingLong(Row::unit))
        .toList();
  }

  private int crc32(Output output) throws IOException {
    CRC32 crc = new CRC32();
    if (output.inline().isPresent()) {
      crc.update(Base64.getDecoder().decode(output.inline().get()));
      return (int) crc.getValue();
    }
    try (InputStream in = blobs.open(output.sha256(), 0, output.size())) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        crc.update(buffer, 0, read);
      }
    }
    return (int) crc.getValue();
  }
}
