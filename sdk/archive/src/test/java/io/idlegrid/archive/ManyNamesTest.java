package io.idlegrid.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;

/** An archive with as many and as long names as it may have, in a heap as small as a worker's. */
class ManyNamesTest {

  @Test
  void namesDoNotFillASmallHeap() throws Exception {
    Process small =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx20m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Walk.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(small.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(0, small.waitFor(), said);
    assertEquals("walked", said.strip());
  }

  /** Runs in a JVM of its own. */
  static final class Walk {

    public static void main(String[] arguments) throws IOException {
      new ArchiveReader(ArchiveLimits.DEFAULT).walk(new Made(), ArchiveEntryVisitor.CHECK_ONLY);
      System.out.println("walked");
    }
  }

  /** A tar that is made as it is read. */
  private static final class Made extends InputStream {

    private static final String FOLDER = "n".repeat(120) + "/";

    private final ByteArrayOutputStream made = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(made);
    private ByteArrayInputStream ready = new ByteArrayInputStream(new byte[0]);
    private int entries;

    Made() {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (ready.available() == 0 && entries < ArchiveLimits.DEFAULT.entries()) {
        tar.putArchiveEntry(new TarArchiveEntry(FOLDER + entries++));
        tar.closeArchiveEntry();
        if (entries == ArchiveLimits.DEFAULT.entries()) {
          tar.close();
        }
        ready = new ByteArrayInputStream(made.toByteArray());
        made.reset();
      }
      return ready.read(buffer, offset, length);
    }
  }
}
