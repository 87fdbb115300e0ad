package io.idlegrid.image.archive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes tars for tests, honest ones and others. */
final class TestTar {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes);

  TestTar() {
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
  }

  TestTar file(String name, String content) {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  TestTar file(String name, byte[] content) {
    return add(entry(name, TarConstants.LF_NORMAL, ""), content);
  }

  TestTar folder(String name) {
    return add(entry(name + "/", TarConstants.LF_DIR, ""), new byte[0]);
  }

  TestTar link(String name, String target) {
    return add(entry(name, TarConstants.LF_SYMLINK, target), new byte[0]);
  }

  TestTar sameFile(String name, String other) {
    return add(entry(name, TarConstants.LF_LINK, other), new byte[0]);
  }

  TestTar device(String name) {
    return add(entry(name, TarConstants.LF_CHR, ""), new byte[0]);
  }

  byte[] toBytes() {
    try {
      tar.close();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out);
        InputStream in = new ByteArrayInputStream(plain)) {
      in.transferTo(gzip);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static String sha256(byte[] content) {
    return HexFormat.of().formatHex(ImageArchive.sha256().digest(content));
  }

  private static TarArchiveEntry entry(String name, byte kind, String target) {
    TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
    entry.setLinkName(target);
    entry.setMode(kind == TarConstants.LF_DIR ? 0755 : 0644);
    return entry;
  }

  private TestTar add(TarArchiveEntry entry, byte[] content) {
    try {
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
