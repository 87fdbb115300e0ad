package io.idlegrid.image.archive;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The files of a tar by name, each to be read as often as needed. */
final class TarFiles implements ImageFiles {

  private static final int MOST_NAME = 1_000;
  private static final int MOST_HOPS = 5;

  private final Path tar;
  private final boolean isScratch;
  private final Map<String, Extent> files = new LinkedHashMap<>();
  private final Map<String, String> links = new LinkedHashMap<>();

  private record Extent(long offset, long size) {}

  private TarFiles(Path tar, boolean isScratch) {
    this.tar = tar;
    this.isScratch = isScratch;
  }

  /**
   * Looks through an archive.
   *
   * @param scratch folder for an archive that is compressed as a whole
   */
  static TarFiles open(Path archive, Path scratch, ImageLimits limits) throws IOException {
    boolean isPacked = Packing.of(archive) == Packing.GZIP;
    Path tar = isPacked ? unpacked(archive, scratch, limits) : archive;
    TarFiles files = new TarFiles(tar, isPacked);
    try {
      files.list(limits);
      return files;
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  @Override
  public Path tar() {
    return tar;
  }

  @Override
  public Optional<Long> size(String name) {
    return find(name).map(Extent::size);
  }

  @Override
  public InputStream open(String name) throws IOException {
    Extent extent = find(name).orElseThrow(() -> ImageFiles.missing(name));
    FileChannel channel = FileChannel.open(tar, StandardOpenOption.READ);
    channel.position(extent.offset());
    return new Bounded(Channels.newInputStream(channel), extent.size());
  }

  @Override
  public void close() throws IOException {
    if (isScratch) {
      Files.deleteIfExists(tar);
    }
  }

  private Optional<Extent> find(String name) {
    String at = name;
    for (int hops = 0; hops < MOST_HOPS; hops++) {
      Extent extent = files.get(at);
      String target = links.get(at);
      if (extent != null || target == null) {
        return Optional.ofNullable(extent);
      }
      at = target;
    }
    return Optional.empty();
  }

  private void list(ImageLimits limits) throws IOException {
    long size = Files.size(tar);
    try (Positioned in =
            new Positioned(new BufferedInputStream(Files.newInputStream(tar), 1 << 16));
        TarArchiveInputStream entries = new TarArchiveInputStream(in, "UTF-8")) {
      for (TarArchiveEntry entry = entries.getNextEntry();
          entry != null;
          entry = entries.getNextEntry()) {
        add(entry, in.position, size, limits);
      }
    } catch (ImageException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw new ImageException(
          "image.damaged",
          "",
          "this is no tar archive, or a damaged one: " + e.getMessage(),
          "hand in what docker save, an OCI layout packed with tar, or tar of a root folder wrote");
    }
  }

  private void add(TarArchiveEntry entry, long offset, long size, ImageLimits limits)
      throws ImageException {
    // A root file system has any number of entries, and is looked at as a layer later.
    if (files.size() + links.size() >= limits.files()) {
      return;
    }
    String name = clean(entry.getName());
    if (entry.isFile() && !entry.isLink() && !entry.isSymbolicLink()) {
      if (entry.getSize() > size - offset) {
        throw new ImageException(
            "image.damaged",
            name,
            "the archive ends within '" + name + "'",
            "was it copied as a whole?");
      }
      files.put(name, new Extent(offset, entry.getSize()));
    } else if (entry.isSymbolicLink() || entry.isLink()) {
      resolved(name, entry).ifPresent(target -> links.put(name, target));
    }
  }

  /** {@code docker save} writes a layer that occurs twice as a link to the first. */
  private static Optional<String> resolved(String name, TarArchiveEntry link) {
    if (name.length() > MOST_NAME || link.getLinkName().length() > MOST_NAME) {
      return Optional.empty();
    }
    Path base = Path.of("/" + name).getParent();
    Path target =
        link.isLink() || base == null
            ? Path.of("/" + link.getLinkName())
            : base.resolve(link.getLinkName());
    return Optional.of(clean(target.normalize().toString()));
  }

  private static String clean(String name) {
    String at = name;
    while (at.startsWith("./") || at.startsWith("/")) {
      at = at.substring(at.indexOf('/') + 1);
    }
    return at;
  }

  private static Path unpacked(Path archive, Path scratch, ImageLimits limits) throws IOException {
    Path tar = Files.createTempFile(scratch, "unpacked-", ".tar");
    try (InputStream in =
            new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive)), 1 << 16);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(tar), 1 << 16)) {
      Growth growth = new Growth("", limits, () -> Files.size(archive));
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        growth.add(read);
        out.write(buffer, 0, read);
      }
      return tar;
    } catch (ImageException e) {
      Files.deleteIfExists(tar);
      throw e;
    } catch (ZipException | EOFException e) {
      Files.deleteIfExists(tar);
      throw new ImageException(
          "image.damaged",
          "",
          "the archive's compression is damaged: " + e.getMessage(),
          "pack it again");
    } catch (IOException e) {
      Files.deleteIfExists(tar);
      throw e;
    }
  }

  /** Knows how far it was read. */
  private static final class Positioned extends FilterInputStream {

    private long position;

    Positioned(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      position += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = in.read(buffer, offset, length);
      position += Math.max(0, read);
      return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
      long skipped = in.skip(bytes);
      position += skipped;
      return skipped;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }

  /** Ends after a number of bytes. */
  private static final class Bounded extends FilterInputStream {

    private long left;

    Bounded(InputStream in, long length) {
      super(in);
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left <= 0) {
        return length == 0 ? 0 : -1;
      }
      int read = in.read(buffer, offset, (int) Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
