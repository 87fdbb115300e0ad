package io.idlegrid.client;

import io.idlegrid.protocol.store.BlobView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Uploads bytes under their hash: not at all when they are there, else from where they stop. */
final class BlobUpload {

  /** Smaller than what asking first would cost. */
  private static final int MOST_UNASKED = 64 << 10;

  private final GridApi api;
  private final String path;
  private final int pieceBytes;

  /**
   * @param path of the collection that the bytes belong to, such as {@code /api/v1/blobs/}
   * @param pieceBytes most bytes per request; what a broken connection costs at most
   */
  BlobUpload(GridApi api, String path, int pieceBytes) {
    this.api = api;
    this.path = path;
    this.pieceBytes = pieceBytes;
  }

  String upload(byte[] bytes, TransferListener listener) {
    String sha256 = Hashes.of(bytes);
    boolean isThere = bytes.length > MOST_UNASKED && status(sha256).complete();
    if (!isThere) {
      api.put(path(sha256), bytes, BlobView.class);
    }
    listener.moved(bytes.length, bytes.length);
    return sha256;
  }

  String upload(Path file, TransferListener listener) {
    try {
      long size = Files.size(file);
      if (size <= pieceBytes) {
        return upload(Files.readAllBytes(file), listener);
      }
      String sha256 = Hashes.of(file);
      uploadPieces(file, size, sha256, listener);
      return sha256;
    } catch (IOException e) {
      throw LocalFiles.unreadable(file, e);
    }
  }

  private void uploadPieces(Path file, long size, String sha256, TransferListener listener)
      throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      BlobView there = status(sha256);
      listener.moved(there.received(), size);
      int conflicts = 0;
      while (!there.complete()) {
        try {
          // All bytes but no blob: the last answer was lost before the hash was looked at.
          long from = there.received() >= size ? 0 : there.received();
          there = put(sha256, piece(channel, from, size), from, size);
          listener.moved(there.complete() ? size : there.received(), size);
        } catch (GridException e) {
          // Somebody uploads the same, or our own last piece arrived although its answer did not.
          boolean isBehind = e.code().equals("blob.offset") && ++conflicts < 10;
          if (!isBehind) {
            throw e;
          }
          there = status(sha256);
        }
      }
      listener.moved(size, size);
    }
  }

  private byte[] piece(SeekableByteChannel channel, long from, long size) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(pieceBytes, size - from));
    channel.position(from);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new IOException("the file became shorter while it was uploaded");
      }
    }
    return buffer.array();
  }

  private BlobView put(String sha256, byte[] piece, long from, long size) {
    String range = "bytes %d-%d/%d".formatted(from, from + piece.length - 1, size);
    return api.put(path(sha256), piece, BlobView.class, Map.of("Content-Range", range));
  }

  private BlobView status(String sha256) {
    return api.get(path(sha256) + "/status", BlobView.class);
  }

  private String path(String sha256) {
    return path + sha256;
  }
}
