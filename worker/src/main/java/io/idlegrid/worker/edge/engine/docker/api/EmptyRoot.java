package io.idlegrid.worker.edge.engine.docker.api;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * An image that holds nothing; the device's own programs are mounted into it. It is loaded as
 * {@code docker save} would have written it: docker-java's import command sends the stream object
 * as JSON instead of its content (docker-java issue 2377).
 */
final class EmptyRoot {

  static final String NAME = "idlegrid/empty-root:1";

  /** An archive without entries is two blocks of zeros. */
  private static final byte[] EMPTY_LAYER = new byte[1024];

  private static final String CONFIG =
      """
      {"architecture":"%s","os":"linux","config":{},\
      "rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}""";

  private static final String MANIFEST =
      """
      [{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]""";

  private EmptyRoot() {}

  static InputStream archive(String architecture) {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(archive)) {
      add(tar, "config.json", text(CONFIG.formatted(architecture, sha256(EMPTY_LAYER))));
      add(tar, "manifest.json", text(MANIFEST.formatted(NAME)));
      add(tar, "layer.tar", EMPTY_LAYER);
    } catch (IOException e) {
      throw new UncheckedIOException("an archive could not be written to memory", e);
    }
    return new ByteArrayInputStream(archive.toByteArray());
  }

  private static void add(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
