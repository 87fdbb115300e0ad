package io.idlegrid.coordinator.edge.rest.result;

import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.protocol.piece.Piece;
import io.idlegrid.protocol.piece.PieceIndexReader;
import io.idlegrid.protocol.piece.PieceIndexReader.Row;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * All outputs of a job as a zip file that exists only while it is sent. Entries are stored without
 * compression and always with ZIP64 fields, so that the place of every byte follows from the index:
 * any range can be sent without the bytes before it. Format: PKWARE APPNOTE 6.3.10.
 */
public final class ZipArchive {

  private static final int UNIT_DIGITS = 10;
  private static final int LOCAL = 30 + 20;
  private static final int CENTRAL = 46 + 28;
  private static final int END = 56 + 20 + 22;
  private static final short VERSION = 45;
  private static final short UTF8 = 0x0800;
  private static final int DATE_1980 = 0x21;

  private final PieceIndexReader index;
  private final BlobStore blobs;
  private final long nameBytes;
  private final long centralAt;

  public ZipArchive(PieceIndexReader index, BlobStore blobs) {
    this.index = index;
    this.blobs = blobs;
    this.nameBytes = index.nameBytes() + index.rows() * (UNIT_DIGITS + 1L);
    this.centralAt = index.pieceBytes() + nameBytes + index.rows() * LOCAL;
  }

  public long size() {
    return centralAt + nameBytes + index.rows() * CENTRAL + END;
  }

  /** Writes a range of the bytes. */
  public void write(ByteRange range, OutputStream out) throws IOException {
    Window window = new Window(range, out);
    if (index.rows() > 0 && range.first() < centralAt) {
      writeEntries(window);
    }
    if (index.rows() > 0 && range.end() > centralAt) {
      writeDirectory(window);
    }
    window.at(size() - END);
    window.write(end());
  }

  private void writeEntries(Window window) throws IOException {
    index.walk(
        index.lastAtMost(window.range.first(), this::localAt),
        at -> {
          window.at(localAt(at));
          window.write(local(at.piece()));
          window.copy(at.piece());
          return window.wantsMore();
        });
  }

  private void writeDirectory(Window window) throws IOException {
    long first =
        window.range.first() <= centralAt
            ? 0
            : index.lastAtMost(window.range.first(), this::centralAt);
    index.walk(
        first,
        at -> {
          window.at(centralAt(at));
          window.write(central(at));
          return window.wantsMore();
        });
  }

  private long localAt(Row row) {
    return row.bytesBefore() + namesBefore(row) + row.number() * LOCAL;
  }

  private long centralAt(Row row) {
    return centralAt + namesBefore(row) + row.number() * CENTRAL;
  }

  private static long namesBefore(Row row) {
    return row.namesBefore() + row.number() * (UNIT_DIGITS + 1L);
  }

  private static byte[] name(Piece piece) {
    return ("%0" + UNIT_DIGITS + "d/%s")
        .formatted(piece.unit(), piece.name())
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] local(Piece piece) {
    byte[] name = name(piece);
    byte[] bytes = new byte[LOCAL + name.length];
    ByteBuffer out = littleEndian(bytes);
    out.putInt(0x04034b50).putShort(VERSION).putShort(UTF8).putShort((short) 0);
    out.putShort((short) 0).putShort((short) DATE_1980);
    out.putInt(piece.crc32()).putInt(-1).putInt(-1);
    out.putShort((short) name.length).putShort((short) 20).put(name);
    out.putShort((short) 1).putShort((short) 16);
    out.putLong(piece.length()).putLong(piece.length());
    return bytes;
  }

  private byte[] central(Row row) {
    Piece piece = row.piece();
    byte[] name = name(piece);
    byte[] bytes = new byte[CENTRAL + name.length];
    ByteBuffer out = littleEndian(bytes);
    out.putInt(0x02014b50).putShort((short) (3 << 8 | VERSION)).putShort(VERSION);
    out.putShort(UTF8).putShort((short) 0).putShort((short) 0).putShort((short) DATE_1980);
    out.putInt(piece.crc32()).putInt(-1).putInt(-1);
    out.putShort((short) name.length).putShort((short) 28).putShort((short) 0);
    out.putShort((short) 0).putShort((short) 0).putInt(0100644 << 16).putInt(-1);
    out.put(name);
    out.putShort((short) 1).putShort((short) 24);
    out.putLong(piece.length()).putLong(piece.length()).putLong(localAt(row));
    return bytes;
  }

  private byte[] end() {
    long rows = index.rows();
    long directory = nameBytes + rows * CENTRAL;
    byte[] bytes = new byte[END];
    ByteBuffer out = littleEndian(bytes);
    out.putInt(0x06064b50).putLong(44).putShort((short) (3 << 8 | VERSION)).putShort(VERSION);
    out.putInt(0).putInt(0).putLong(rows).putLong(rows).putLong(directory).putLong(centralAt);
    out.putInt(0x07064b50).putInt(0).putLong(centralAt + directory).putInt(1);
    short few = (short) (rows < 0xffff ? rows : 0xffff);
    out.putInt(0x06054b50).putShort((short) 0).putShort((short) 0).putShort(few).putShort(few);
    out.putInt(directory < 0xffffffffL ? (int) directory : -1);
    out.putInt(centralAt < 0xffffffffL ? (int) centralAt : -1).putShort((short) 0);
    return bytes;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Lets through what lies within the wanted range. */
  private final class Window {

    private final ByteRange range;
    private final OutputStream out;
    private long position;

    Window(ByteRange range, OutputStream out) {
      this.range = range;
      this.out = out;
    }

    void at(long offset) {
      position = offset;
    }

    boolean wantsMore() {
      return position < range.end();
    }

    void write(byte[] bytes) throws IOException {
      int from = (int) Math.max(0, Math.min(bytes.length, range.first() - position));
      int to = (int) Math.max(0, Math.min(bytes.length, range.end() - position));
      if (from < to) {
        out.write(bytes, from, to - from);
      }
      position += bytes.length;
    }

    void copy(Piece piece) throws IOException {
      long from = Math.max(0, range.first() - position);
      long to = Math.min(piece.length(), range.end() - position);
      if (from < to) {
        try (InputStream in = blobs.open(piece.blob(), piece.offset() + from, to - from)) {
          in.transferTo(out);
        }
      }
      position += piece.length();
    }
  }
}
