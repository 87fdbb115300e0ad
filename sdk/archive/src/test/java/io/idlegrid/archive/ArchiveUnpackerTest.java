package io.idlegrid.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveUnpackerTest {

  @TempDir private Path folder;

  @Test
  void unpacksFilesFoldersAndLinks() throws IOException {
    byte[] tar =
        tar(
            out -> {
              folder(out, "bin/");
              file(out, "bin/run.sh", "echo hi", 0755);
              file(out, "./notes.txt", "notes", 0644);
              link(out, "bin/notes", "../notes.txt", TarConstants.LF_SYMLINK);
              link(out, "same.txt", "notes.txt", TarConstants.LF_LINK);
            });

    unpack(tar, ArchiveLimits.DEFAULT);

    assertTrue(Files.isExecutable(folder.resolve("bin/run.sh")));
    assertFalse(Files.isExecutable(folder.resolve("notes.txt")));
    assertEquals("notes", Files.readString(folder.resolve("bin/notes")));
    assertEquals("notes", Files.readString(folder.resolve("same.txt")));
  }

  @Test
  void unpacksCompressedTarAndZip() throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(gzip)) {
      out.write(tar(t -> file(t, "a", "from tar", 0644)));
    }
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("dir/b"));
      out.write("from zip".getBytes(StandardCharsets.UTF_8));
    }

    unpack(gzip.toByteArray(), ArchiveLimits.DEFAULT);
    unpack(zip.toByteArray(), ArchiveLimits.DEFAULT);

    assertEquals("from tar", Files.readString(folder.resolve("a")));
    assertEquals("from zip", Files.readString(folder.resolve("dir/b")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "/etc/evil", "a/../../evil", "a\\..\\evil", "C:/evil"})
  void refusesPathsThatLeadOut(String name) throws IOException {
    ArchiveException refused = refused(tar(out -> file(out, name, "x", 0644)));

    assertEquals("archive.path", refused.code());
  }

  @ParameterizedTest
  @CsvSource({"l,/etc/passwd", "l,../outside", "a/l,../../outside", "l,sub/../../x", "l,sub/../x"})
  void refusesLinksThatLeadOut(String name, String target) throws IOException {
    ArchiveException refused =
        refused(tar(out -> link(out, name, target, TarConstants.LF_SYMLINK)));

    assertEquals("archive.link", refused.code());
  }

  @Test
  void refusesEntriesBehindLinks() throws IOException {
    ArchiveException refused =
        refused(
            tar(
                out -> {
                  folder(out, "real/");
                  link(out, "door", "real", TarConstants.LF_SYMLINK);
                  file(out, "door/x", "x", 0644);
                }));

    assertEquals("archive.link", refused.code());
  }

  @Test
  void refusesLinksInACircle() throws IOException {
    ArchiveException refused =
        refused(
            tar(
                out -> {
                  link(out, "a", "b", TarConstants.LF_SYMLINK);
                  link(out, "b", "a", TarConstants.LF_SYMLINK);
                }));

    assertEquals("archive.link", refused.code());
    assertTrue(String.valueOf(refused.getMessage()).contains("circle"));
  }

  @Test
  void refusesOtherNamesOfFilesThatAreNotInTheArchive() throws IOException {
    ArchiveException refused =
        refused(tar(out -> link(out, "shadow", "etc/shadow", TarConstants.LF_LINK)));

    assertEquals("archive.link", refused.code());
  }

  @Test
  void refusesDevices() throws IOException {
    ArchiveException refused = refused(tar(out -> link(out, "sda", "", TarConstants.LF_BLK)));

    assertEquals("archive.kind", refused.code());
  }

  @Test
  void refusesMoreEntriesThanAllowed() throws IOException {
    byte[] tar =
        tar(
            out -> {
              for (int i = 0; i < 4; i++) {
                file(out, "f" + i, "x", 0644);
              }
            });

    ArchiveException refused =
        assertThrows(ArchiveException.class, () -> unpack(tar, new ArchiveLimits(3, 1000, 100)));

    assertEquals("archive.entries", refused.code());
  }

  @Test
  void refusesMoreBytesThanAllowed() throws IOException {
    byte[] tar = tar(out -> file(out, "f", "x".repeat(2000), 0644));

    ArchiveException refused =
        assertThrows(ArchiveException.class, () -> unpack(tar, new ArchiveLimits(10, 1000, 100)));

    assertEquals("archive.bomb", refused.code());
  }

  @Test
  void refusesABombBeforeItIsUnpacked() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bomb)) {
      out.putNextEntry(new ZipEntry("zeros"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 64; i++) {
        out.write(zeros);
      }
    }

    ArchiveException refused = refused(bomb.toByteArray());

    assertEquals("archive.bomb", refused.code());
    assertTrue(Files.size(folder.resolve("zeros")) < 40 << 20);
  }

  @Test
  void otherNamesOfAFileCountAsOftenAsTheyAreUnpacked() throws IOException {
    byte[] tar =
        tar(
            out -> {
              file(out, "f", "x".repeat(400), 0644);
              link(out, "g", "f", TarConstants.LF_LINK);
              link(out, "h", "g", TarConstants.LF_LINK);
            });

    ArchiveException refused =
        assertThrows(ArchiveException.class, () -> unpack(tar, new ArchiveLimits(10, 1000, 100)));

    assertEquals("archive.bomb", refused.code());
  }

  @Test
  void refusesWhatIsNoArchive() throws IOException {
    ArchiveException refused = refused("just text".getBytes(StandardCharsets.UTF_8));

    assertEquals("archive.unknown", refused.code());
  }

  @Test
  void refusesATruncatedArchive() throws IOException {
    byte[] tar = tar(out -> file(out, "f", "x".repeat(5000), 0644));
    byte[] half = Arrays.copyOf(tar, 2048);

    ArchiveException refused = refused(half);

    assertEquals("archive.damaged", refused.code());
  }

  private ArchiveException refused(byte[] archive) {
    return assertThrows(ArchiveException.class, () -> unpack(archive, ArchiveLimits.DEFAULT));
  }

  private void unpack(byte[] archive, ArchiveLimits limits) throws IOException {
    ArchiveUnpacker.unpack(new ByteArrayInputStream(archive), folder, limits);
  }

  @FunctionalInterface
  private interface Filler {
    void fill(TarArchiveOutputStream out) throws IOException;
  }

  private static byte[] tar(Filler filler) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
      filler.fill(out);
    }
    return bytes.toByteArray();
  }

  private static void file(TarArchiveOutputStream out, String name, String text, int mode)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setSize(bytes.length);
    entry.setMode(mode);
    out.putArchiveEntry(entry);
    out.write(bytes);
    out.closeArchiveEntry();
  }

  private static void folder(TarArchiveOutputStream out, String name) throws IOException {
    out.putArchiveEntry(new TarArchiveEntry(name));
    out.closeArchiveEntry();
  }

  private static void link(TarArchiveOutputStream out, String name, String target, byte kind)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, kind);
    entry.setLinkName(target);
    out.putArchiveEntry(entry);
    out.closeArchiveEntry();
  }
}
