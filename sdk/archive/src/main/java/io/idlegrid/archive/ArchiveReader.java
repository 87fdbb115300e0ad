package io.idlegrid.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;

/**
 * Walks a tar, tar.gz or zip archive. Every entry is checked before it is shown: its path and links
 * stay inside, it is a file, folder or link, and the archive stays within its limits.
 */
public final class ArchiveReader {

  private static final int TAR_MAGIC_AT = 257;
  private static final int EXECUTABLE = 0111;

  private final ArchiveLimits limits;

  public ArchiveReader(ArchiveLimits limits) {
    this.limits = limits;
  }

  /**
   * Walks an archive to its end.
   *
   * @param in its bytes; not closed
   * @throws ArchiveException when it is refused
   */
  public void walk(InputStream in, ArchiveEntryVisitor visitor) throws IOException {
    Walk walk = new Walk(in, visitor);
    BufferedInputStream packed = new BufferedInputStream(walk.packed, 1 << 16);
    try {
      walk.entries(open(packed));
    } catch (ArchiveException e) {
      throw e;
    } catch (IOException e) {
      if (walk.packed.hasFailed()) {
        throw e;
      }
      throw new ArchiveException(
          "archive.damaged", "the archive is damaged: " + e.getMessage(), "pack it again", e);
    }
  }

  private static ArchiveInputStream<?> open(BufferedInputStream in) throws IOException {
    byte[] start = peek(in, TAR_MAGIC_AT + 5);
    if (start.length >= 2 && (start[0] & 0xff) == 0x1f && (start[1] & 0xff) == 0x8b) {
      BufferedInputStream plain =
          new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16);
      requireTar(peek(plain, TAR_MAGIC_AT + 5));
      return new TarArchiveInputStream(plain, "UTF-8");
    }
    if (start.length >= 4 && start[0] == 'P' && start[1] == 'K') {
      return new ZipArchiveInputStream(in, "UTF-8", true, true);
    }
    requireTar(start);
    return new TarArchiveInputStream(in, "UTF-8");
  }

  private static void requireTar(byte[] start) throws ArchiveException {
    boolean isTar =
        start.length >= TAR_MAGIC_AT + 5
            && new String(start, TAR_MAGIC_AT, 5, StandardCharsets.US_ASCII).equals("ustar");
    if (!isTar) {
      throw new ArchiveException(
          "archive.unknown", "this is not a tar, tar.gz or zip archive", "pack it as one of these");
    }
  }

  private static byte[] peek(BufferedInputStream in, int bytes) throws IOException {
    in.mark(bytes);
    byte[] start = in.readNBytes(bytes);
    in.reset();
    return start;
  }

  /** One walk and what it has seen so far. */
  private final class Walk {

    private final ArchiveEntryVisitor visitor;
    private final CountingStream packed;
    private final EntryNames names = new EntryNames();

    /** Size of every file: another name of one is unpacked as a copy and counts again. */
    private final FileSizes files = new FileSizes();

    private int entries;
    private long unpacked;

    Walk(InputStream in, ArchiveEntryVisitor visitor) {
      this.packed = new CountingStream(in);
      this.visitor = visitor;
    }

    void entries(ArchiveInputStream<?> archive) throws IOException {
      for (ArchiveEntry entry = archive.getNextEntry();
          entry != null;
          entry = archive.getNextEntry()) {
        entries++;
        if (entries > limits.entries()) {
          throw new ArchiveException(
              "archive.entries",
              "the archive has more than %d entries".formatted(limits.entries()),
              "put many small files into one");
        }
        show(entry, archive);
      }
      names.requireNoCircle();
    }

    private void show(ArchiveEntry entry, ArchiveInputStream<?> archive) throws IOException {
      String path = names.checked(entry.getName());
      if (path.isEmpty()) {
        return;
      }
      if (entry.isDirectory()) {
        visitor.folder(path);
      } else if (entry instanceof TarArchiveEntry tar) {
        showTar(path, tar, archive);
      } else if (entry instanceof ZipArchiveEntry zip && zip.isUnixSymlink()) {
        String target = new String(archive.readNBytes(5_000), StandardCharsets.UTF_8);
        showLink(path, target);
      } else {
        int mode = entry instanceof ZipArchiveEntry zip ? zip.getUnixMode() : 0;
        showFile(path, (mode & EXECUTABLE) != 0, archive);
      }
    }

    private void showTar(String path, TarArchiveEntry entry, ArchiveInputStream<?> archive)
        throws IOException {
      if (entry.isSymbolicLink()) {
        showLink(path, entry.getLinkName());
      } else if (entry.isLink()) {
        String earlier = names.checked(entry.getLinkName());
        OptionalLong size = files.get(earlier);
        if (size.isEmpty()) {
          throw new ArchiveException(
              "archive.link",
              "'%s' is another name of '%s', which is not in the archive".formatted(path, earlier),
              "pack the file itself");
        }
        count(size.getAsLong());
        files.put(path, size.getAsLong());
        visitor.sameFile(path, earlier);
      } else if (isRegular(entry)) {
        showFile(path, (entry.getMode() & EXECUTABLE) != 0, archive);
      } else {
        throw new ArchiveException(
            "archive.kind",
            "'%s' is neither a file nor a folder nor a link".formatted(path),
            "leave devices, pipes and sockets out");
      }
    }

    private static boolean isRegular(TarArchiveEntry entry) {
      return switch (entry.getLinkFlag()) {
        case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM, TarConstants.LF_CONTIG -> true;
        default -> false;
      };
    }

    private void showLink(String path, String target) throws IOException {
      names.link(path, target);
      visitor.link(path, target);
    }

    private void showFile(String path, boolean isExecutable, InputStream archive)
        throws IOException {
      long before = unpacked;
      InputStream content = new Content(archive);
      visitor.file(path, isExecutable, content);
      byte[] rest = new byte[1 << 16];
      while (content.read(rest) >= 0) {
        // Read to its end, so that what a visitor skips counts as well.
      }
      files.put(path, unpacked - before);
    }

    private void count(long bytes) throws ArchiveException {
      unpacked += bytes;
      boolean isTooLarge = unpacked > limits.bytes();
      boolean isTooDense =
          unpacked > ArchiveLimits.RATIO_FROM
              && unpacked / Math.max(1, packed.count()) > limits.ratio();
      if (isTooLarge || isTooDense) {
        throw new ArchiveException(
            "archive.bomb",
            isTooLarge
                ? "the archive has more than %d MiB when unpacked".formatted(limits.bytes() >> 20)
                : "the archive grows more than %d times when unpacked".formatted(limits.ratio()),
            "hand large data in as data, not as code");
      }
    }

    /** The content of one entry, counted as it is read. */
    private final class Content extends InputStream {

      private final InputStream in;

      Content(InputStream in) {
        this.in = in;
      }

      @Override
      public int read() throws IOException {
        int value = in.read();
        count(value < 0 ? 0 : 1);
        return value;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        count(Math.max(0, read));
        return read;
      }
    }
  }

  /** Counts what was read, and notes whether reading itself failed. */
  private static final class CountingStream extends InputStream {

    private final InputStream in;
    private long count;
    private boolean hasFailed;

    CountingStream(InputStream in) {
      this.in = in;
    }

    long count() {
      return count;
    }

    boolean hasFailed() {
      return hasFailed;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        int read = in.read(buffer, offset, length);
        count += Math.max(0, read);
        return read;
      } catch (IOException e) {
        hasFailed = true;
        throw e;
      }
    }
  }
}
