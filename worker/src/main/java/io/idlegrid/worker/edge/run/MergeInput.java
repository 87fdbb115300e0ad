package io.idlegrid.worker.edge.run;

import io.idlegrid.protocol.link.UnitInput.Listing;
import io.idlegrid.protocol.piece.Piece;
import io.idlegrid.protocol.piece.PieceIndexReader;
import io.idlegrid.worker.edge.cache.BlobCache;
import io.idlegrid.worker.edge.cache.BlobCache.Fetcher;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Fetches all outputs of a job for its merge program: a folder per unit, in unit order. */
final class MergeInput {

  private final Fetcher fetcher;

  MergeInput(Fetcher fetcher) {
    this.fetcher = fetcher;
  }

  void fetch(Listing listing, Path folder) throws IOException {
    Path index = Files.createTempFile(folder.toAbsolutePath().getParent(), "index", "");
    try {
      fetcher.fetch(listing.sha256(), 0, listing.size(), index);
      BlobCache.requireHash(index, listing.sha256());
      PieceIndexReader reader = new PieceIndexReader(offset -> open(index, offset), listing.size());
      reader.walk(
          0,
          row -> {
            fetch(row.piece(), folder);
            return true;
          });
    } finally {
      Files.delete(index);
    }
  }

  private void fetch(Piece piece, Path folder) throws IOException {
    Path file = folder.resolve("%010d".formatted(piece.unit())).resolve(piece.name()).normalize();
    if (!file.startsWith(folder)) {
      throw new IOException("output '" + piece.name() + "' is not a name inside a folder");
    }
    Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(folder));
    if (piece.length() == 0) {
      Files.createFile(file);
      return;
    }
    fetcher.fetch(piece.blob(), piece.offset(), piece.offset() + piece.length(), file);
    BlobCache.requireHash(file, piece.sha256());
  }

  private static InputStream open(Path file, long offset) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    channel.position(offset);
    return Channels.newInputStream(channel);
  }
}
