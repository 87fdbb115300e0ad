package io.idlegrid.coordinator.edge.rest.result;

import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.protocol.piece.Piece;
import io.idlegrid.protocol.piece.PieceIndexReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** All outputs of a job, one after the other. */
public final class Concatenation {

  private final PieceIndexReader index;
  private final BlobStore blobs;

  public Concatenation(PieceIndexReader index, BlobStore blobs) {
    this.index = index;
    this.blobs = blobs;
  }

  public long size() {
    return index.pieceBytes();
  }

  /** Writes a range of the bytes. */
  public void write(ByteRange range, OutputStream out) throws IOException {
    if (range.length() <= 0) {
      return;
    }
    long row = index.lastAtMost(range.first(), PieceIndexReader.Row::bytesBefore);
    index.walk(
        row,
        at -> {
          Piece piece = at.piece();
          long from = Math.max(0, range.first() - at.bytesBefore());
          long to = Math.min(piece.length(), range.end() - at.bytesBefore());
          if (from < to) {
            copy(piece, from, to - from, out);
          }
          return at.bytesBefore() + piece.length() < range.end();
        });
  }

  private void copy(Piece piece, long from, long length, OutputStream out) throws IOException {
    try (InputStream in = blobs.open(piece.blob(), piece.offset() + from, length)) {
      in.transferTo(out);
    }
  }
}
