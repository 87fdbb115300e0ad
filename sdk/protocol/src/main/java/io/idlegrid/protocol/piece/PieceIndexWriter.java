package io.idlegrid.protocol.piece;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes an index of pieces, row by row. Format, version 1, big-endian: magic and version (8
 * bytes); rows; the offset of every {@value #STRIDE}th row; then the trailer of {@value #TRAILER}
 * bytes: row count, bytes of all pieces, bytes of all names, start of the offsets, magic. The
 * memory used while writing is eight bytes per {@value #STRIDE} rows.
 */
public final class PieceIndexWriter {

  static final long MAGIC = 0x4947_5049_4558_0001L;
  static final int STRIDE = 256;
  static final int TRAILER = 40;
  private static final int MOST_NAME_BYTES = 4096;

  private final DataOutputStream out;
  private final List<Long> offsets = new ArrayList<>();
  private long position;
  private long rows;
  private long pieceBytes;
  private long nameBytes;

  public PieceIndexWriter(OutputStream out) throws IOException {
    this.out = new DataOutputStream(out);
    this.out.writeLong(MAGIC);
    this.position = 8;
  }

  /** Appends a piece. */
  public void add(Piece piece) throws IOException {
    byte[] name = piece.name().getBytes(StandardCharsets.UTF_8);
    if (name.length > MOST_NAME_BYTES) {
      throw new IllegalArgumentException(
          "a path of %d bytes is longer than %d".formatted(name.length, MOST_NAME_BYTES));
    }
    if (rows % STRIDE == 0) {
      offsets.add(position);
    }
    out.writeLong(pieceBytes);
    out.writeLong(nameBytes);
    out.writeLong(piece.unit());
    out.writeLong(piece.offset());
    out.writeLong(piece.length());
    out.write(HexFormat.of().parseHex(piece.blob()));
    out.write(HexFormat.of().parseHex(piece.sha256()));
    out.writeInt(piece.crc32());
    out.writeShort(name.length);
    out.write(name);
    position += PieceIndexReader.FIXED + name.length;
    rows++;
    pieceBytes += piece.length();
    nameBytes += name.length;
  }

  /** Appends a piece, for use where checked exceptions cannot pass. */
  public void addUnchecked(Piece piece) {
    try {
      add(piece);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rows so far. */
  public long rows() {
    return rows;
  }

  /** Writes the trailer. Does not close the stream. */
  public void finish() throws IOException {
    for (long offset : offsets) {
      out.writeLong(offset);
    }
    out.writeLong(rows);
    out.writeLong(pieceBytes);
    out.writeLong(nameBytes);
    out.writeLong(position);
    out.writeLong(MAGIC);
    out.flush();
  }
}
