package io.idlegrid.protocol.piece;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.ToLongFunction;

/**
 * Reads an index of pieces at any row. Safe for use by several threads when its source is.
 *
 * @see PieceIndexWriter for the format
 */
public final class PieceIndexReader {

  /** Bytes of a row before its name. */
  static final int FIXED = 5 * 8 + 2 * 32 + 4 + 2;

  private final Source source;
  private final long rows;
  private final long pieceBytes;
  private final long nameBytes;
  private final long offsetsAt;

  /** Where the bytes of the index are. */
  @FunctionalInterface
  public interface Source {

    /** Opens the bytes from an offset on; reading ends at the end of the index. */
    InputStream open(long offset) throws IOException;
  }

  /**
   * A row as it was read.
   *
   * @param number of the row, from 0
   * @param bytesBefore bytes of all pieces before this one
   * @param namesBefore bytes of all names before this one
   */
  public record Row(long number, Piece piece, long bytesBefore, long namesBefore) {}

  /** Something to do with each row of a walk. */
  @FunctionalInterface
  public interface Visitor {

    /** Returns whether to go on. */
    boolean visit(Row row) throws IOException;
  }

  /**
   * Opens an index.
   *
   * @param size bytes of the whole index
   * @throws IOException when it is not an index of a known version
   */
  public PieceIndexReader(Source source, long size) throws IOException {
    this.source = source;
    if (size < 8 + PieceIndexWriter.TRAILER) {
      throw new IOException("not an index of pieces: only " + size + " bytes");
    }
    try (DataInputStream in = new DataInputStream(source.open(size - PieceIndexWriter.TRAILER))) {
      this.rows = in.readLong();
      this.pieceBytes = in.readLong();
      this.nameBytes = in.readLong();
      this.offsetsAt = in.readLong();
      if (in.readLong() != PieceIndexWriter.MAGIC) {
        throw new IOException("not an index of pieces, or of an unknown version");
      }
    }
  }

  public long rows() {
    return rows;
  }

  /** Bytes of all pieces together. */
  public long pieceBytes() {
    return pieceBytes;
  }

  /** Bytes of all names together. */
  public long nameBytes() {
    return nameBytes;
  }

  /** Visits rows from {@code first} on until the visitor has enough. */
  public void walk(long first, Visitor visitor) throws IOException {
    if (first < 0 || first >= rows) {
      return;
    }
    long stride = first / PieceIndexWriter.STRIDE;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(source.open(offsetOf(stride)), 1 << 16))) {
      for (long row = stride * PieceIndexWriter.STRIDE; row < rows; row++) {
        Row read = read(row, in);
        if (row >= first && !visitor.visit(read)) {
          return;
        }
      }
    }
  }

  /**
   * The last row for which a measure that grows with the rows is at most a value: for a byte range
   * of a concatenation, say. Zero when even the first is larger.
   */
  public long lastAtMost(long value, ToLongFunction<Row> measure) throws IOException {
    long low = 0;
    long high = (rows - 1) / PieceIndexWriter.STRIDE;
    while (low < high) {
      long middle = (low + high + 1) >>> 1;
      if (measure.applyAsLong(rowAt(middle * PieceIndexWriter.STRIDE)) <= value) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    long[] found = {low * PieceIndexWriter.STRIDE, low * PieceIndexWriter.STRIDE};
    walk(
        found[0],
        row -> {
          if (measure.applyAsLong(row) > value) {
            return false;
          }
          found[0] = found[1]++;
          return true;
        });
    return found[0];
  }

  private Row rowAt(long number) throws IOException {
    Row[] found = new Row[1];
    walk(
        number,
        row -> {
          found[0] = row;
          return false;
        });
    if (found[0] == null) {
      throw new IOException("row " + number + " of " + rows + " is missing");
    }
    return found[0];
  }

  private long offsetOf(long stride) throws IOException {
    try (DataInputStream in = new DataInputStream(source.open(offsetsAt + 8 * stride))) {
      return in.readLong();
    }
  }

  private static Row read(long number, DataInputStream in) throws IOException {
    long bytesBefore = in.readLong();
    long namesBefore = in.readLong();
    long unit = in.readLong();
    long offset = in.readLong();
    long length = in.readLong();
    String blob = HexFormat.of().formatHex(in.readNBytes(32));
    String sha256 = HexFormat.of().formatHex(in.readNBytes(32));
    int crc32 = in.readInt();
    String name = new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.UTF_8);
    return new Row(
        number,
        new Piece(unit, name, blob, offset, length, sha256, crc32),
        bytesBefore,
        namesBefore);
  }
}
