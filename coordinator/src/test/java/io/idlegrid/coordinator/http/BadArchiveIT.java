package io.idlegrid.coordinator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.coordinator.http.SharedCoordinator.Grid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Code archives that would harm whoever unpacks them: no job is made of them. */
@ExtendWith(SharedCoordinator.class)
class BadArchiveIT {

  private final Client submitter;

  BadArchiveIT(Grid grid) {
    this.submitter = grid.submitter();
  }

  @FunctionalInterface
  private interface Filling {
    void fill(TarArchiveOutputStream tar) throws IOException;
  }

  private Answer submit(Filling filling) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream zipped = new GZIPOutputStream(bytes);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(zipped)) {
      filling.fill(tar);
    }
    return submit(submitter.upload(bytes.toByteArray()));
  }

  private Answer submit(String code) {
    return submitter.submit(
        """
        apiVersion: idlegrid/v1
        kind: Job
        spec:
          run: {command: [sh, run.sh]}
          code: sha256:%s
          data: {split: {by: range, to: 3}}
        """
            .formatted(code));
  }

  private static void file(TarArchiveOutputStream tar, String name) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setSize(2);
    tar.putArchiveEntry(entry);
    tar.write(new byte[] {'o', 'k'});
    tar.closeArchiveEntry();
  }

  private static void link(TarArchiveOutputStream tar, String name, String target)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
    entry.setLinkName(target);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  @Test
  void aSoundArchiveIsTaken() throws IOException {
    assertEquals(202, submit(tar -> file(tar, "run.sh")).status());
  }

  @Test
  void absolutePathsAreRefused() throws IOException {
    submit(tar -> file(tar, "/etc/passwd"))
        .problem(422, "archive.path", "/spec/code", "/etc/passwd");
  }

  @Test
  void pathsThatLeadOutAreRefused() throws IOException {
    submit(tar -> file(tar, "a/../../up")).problem(422, "archive.path", "/spec/code", "a/../../up");
  }

  @Test
  void linksThatLeadOutAreRefused() throws IOException {
    submit(tar -> link(tar, "out", "../../etc")).problem(422, "archive.link", "/spec/code", "out");
    submit(tar -> link(tar, "out", "/etc")).problem(422, "archive.link", "/spec/code", "/etc");
  }

  @Test
  void linksThatLeadRoundInACircleAreRefused() throws IOException {
    submit(
            tar -> {
              link(tar, "a", "b");
              link(tar, "b", "a");
            })
        .problem(422, "archive.link", "/spec/code", "circle");
  }

  @Test
  void filesBehindLinksAreRefused() throws IOException {
    submit(
            tar -> {
              link(tar, "folder", "elsewhere");
              file(tar, "folder/file");
            })
        .problem(422, "archive.link", "/spec/code", "folder/file");
  }

  @Test
  void bombsAreRefused() throws IOException {
    submit(
            tar -> {
              TarArchiveEntry entry = new TarArchiveEntry("zeros");
              entry.setSize(64L << 20);
              tar.putArchiveEntry(entry);
              byte[] zeros = new byte[1 << 20];
              for (int i = 0; i < 64; i++) {
                tar.write(zeros);
              }
              tar.closeArchiveEntry();
            })
        .problem(422, "archive.bomb", "/spec/code", "200 times");
  }

  @Test
  void devicesAreRefused() throws IOException {
    submit(
            tar -> {
              tar.putArchiveEntry(new TarArchiveEntry("pipe", TarConstants.LF_FIFO));
              tar.closeArchiveEntry();
            })
        .problem(422, "archive.kind", "/spec/code", "pipe");
  }

  @Test
  void whatIsNoArchiveIsRefused() {
    submit(submitter.upload("just a text")).problem(422, "archive.unknown", "/spec/code", "tar");
  }
}
