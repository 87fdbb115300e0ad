package io.idlegrid.worker.edge.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Tells whether a file changed, without reading it.
 *
 * @param key which file it is, whatever its name
 * @param modified milliseconds since 1970
 * @param size bytes
 */
public record FileStamp(String key, long modified, long size) {

  /** Of a file, or of the one that a link leads to. */
  public static FileStamp of(Path file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileStamp(
        String.valueOf(now.fileKey()), now.lastModifiedTime().toMillis(), now.size());
  }
}
