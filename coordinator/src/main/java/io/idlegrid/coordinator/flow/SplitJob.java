package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.split.RecordCutter;
import io.idlegrid.coordinator.domain.split.SplitPlan;
import io.idlegrid.coordinator.domain.split.SplitRule;
import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.coordinator.flow.port.Datasets;
import io.idlegrid.protocol.piece.Piece;
import io.idlegrid.protocol.piece.PieceIndexWriter;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Turns data into a split plan. Cuts are found by reading the data once and pieces are hashed by
 * reading it again; what stays is one index, so that any unit's input is found at once.
 */
final class SplitJob {

  private static final long MOST_ROWS = 1_000_000_000L;

  private final BlobStore blobs;
  private final Datasets datasets;

  SplitJob(BlobStore blobs, Datasets datasets) {
    this.blobs = blobs;
    this.datasets = datasets;
  }

  /**
   * A plan and the bytes of all inputs together.
   *
   * @param bytes 0 for a range or sweep
   */
  record Split(SplitPlan plan, long bytes) {}

  /** Splits a data set, or a single file. */
  Split split(String source, String fileName, SplitRule rule) throws IOException {
    try (BlobStore.Draft draft = blobs.draft()) {
      Rows rows = new Rows(new PieceIndexWriter(draft), rule);
      if (isDataset(source)) {
        try (InputStream in = open(source)) {
          datasets.read(in, rows::add);
        }
      } else {
        rows.add(fileName, size(source), source);
      }
      rows.index.finish();
      if (rows.index.rows() == 0) {
        throw RefusedException.invalid(
            rows.files == 0 ? "job.empty-data" : "split.nothing",
            "/spec/data",
            rows.files == 0
                ? "the data has no files"
                : "the split yields no units: all %d files are empty".formatted(rows.files),
            "look at what the glob matches");
      }
      return new Split(plan(draft.keep(), rows, rule), rows.bytes);
    }
  }

  private static SplitPlan plan(String index, Rows rows, SplitRule rule) {
    int perUnit = rule instanceof SplitRule.ByFile byFile ? byFile.files() : 1;
    return new SplitPlan.Indexed(index, rows.index.rows(), perUnit, perUnit > 1);
  }

  private boolean isDataset(String source) throws IOException {
    long start = Math.min(datasets.startBytes(), size(source));
    try (InputStream in = blobs.open(source, 0, start)) {
      return datasets.isDataset(in.readAllBytes());
    }
  }

  private InputStream open(String sha256) throws IOException {
    return blobs.open(sha256, 0, size(sha256));
  }

  private long size(String sha256) {
    return blobs.claim(sha256).orElseThrow(() -> missing(sha256, "/spec/data/source"));
  }

  static RefusedException missing(String sha256, String pointer) {
    return RefusedException.invalid(
            "blob.missing",
            pointer,
            "there is no blob " + sha256,
            "upload it with PUT /api/v1/blobs/" + sha256 + " first")
        .with("blob", sha256);
  }

  /** The rows of the index while it is written. */
  private final class Rows {

    private final PieceIndexWriter index;
    private final SplitRule rule;
    private long files;
    private long bytes;

    Rows(PieceIndexWriter index, SplitRule rule) {
      this.index = index;
      this.rule = rule;
    }

    void add(String name, long size, String sha256) throws IOException {
      files++;
      if (size(sha256) != size) {
        throw RefusedException.invalid(
                "data.size",
                "/spec/data/source",
                "file %s is listed with %d bytes, its blob has %d"
                    .formatted(name, size, size(sha256)),
                "list the files anew")
            .with("file", name);
      }
      if (rule instanceof SplitRule.ByLines byLines) {
        cut(name, sha256, RecordCutter.byLines(byLines.lines()));
      } else if (rule instanceof SplitRule.ByBytes byBytes) {
        cut(name, sha256, RecordCutter.byBytes(byBytes.bytes()));
      } else {
        add(new Piece(index.rows(), name, sha256, 0, size, sha256, 0));
      }
    }

    private void cut(String name, String sha256, RecordCutter cutter) throws IOException {
      List<Long> ends = new ArrayList<>();
      long from = 0;
      try (InputStream in = open(sha256);
          InputStream again = open(sha256)) {
        byte[] buffer = new byte[1 << 16];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          ends.addAll(cutter.accept(buffer, read));
          from = addPieces(name, sha256, from, ends, again);
        }
        ends.addAll(cutter.finish());
        addPieces(name, sha256, from, ends, again);
      }
    }

    private long addPieces(
        String name, String sha256, long from, List<Long> ends, InputStream again)
        throws IOException {
      long start = from;
      for (long end : ends) {
        add(new Piece(index.rows(), name, sha256, start, end - start, hash(again, end - start), 0));
        start = end;
      }
      ends.clear();
      return start;
    }

    private void add(Piece piece) throws IOException {
      if (index.rows() >= MOST_ROWS) {
        throw RefusedException.invalid(
                "split.too-many",
                "/spec/data/split",
                "the split yields more than %d units".formatted(MOST_ROWS),
                "give each unit more")
            .with("most", MOST_ROWS);
      }
      bytes += piece.length();
      index.add(piece);
    }
  }

  private static String hash(InputStream in, long length) throws IOException {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      long left = length;
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new IOException("a blob ended %d bytes early".formatted(left));
        }
        sha.update(buffer, 0, read);
        left -= read;
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
