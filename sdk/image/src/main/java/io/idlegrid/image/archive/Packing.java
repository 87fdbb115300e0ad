package io.idlegrid.image.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** How bytes are compressed, by how they begin. */
enum Packing {
  PLAIN,
  GZIP,
  ZSTD;

  /** Bytes that have to be seen. */
  static final int BYTES = 4;

  static Packing of(byte[] start) {
    if (start.length >= 2 && (start[0] & 0xff) == 0x1f && (start[1] & 0xff) == 0x8b) {
      return GZIP;
    }
    boolean isZstd =
        start.length >= 4
            && (start[0] & 0xff) == 0x28
            && (start[1] & 0xff) == 0xb5
            && (start[2] & 0xff) == 0x2f
            && (start[3] & 0xff) == 0xfd;
    return isZstd ? ZSTD : PLAIN;
  }

  static Packing of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in.readNBytes(BYTES));
    }
  }
}
