package io.idlegrid.image.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** An archive with other text in its descriptions. */
final class Rewritten {

  private Rewritten() {}

  static byte[] of(byte[] archive, UnaryOperator<String> change) {
    TestTar tar = new TestTar();
    try (TarArchiveInputStream in =
        new TarArchiveInputStream(new ByteArrayInputStream(archive), "UTF-8")) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] content = in.readAllBytes();
        boolean isText = entry.getName().endsWith("index.json");
        tar.file(
            entry.getName(),
            isText
                ? change
                    .apply(new String(content, StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8)
                : content);
      }
      return tar.toBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
