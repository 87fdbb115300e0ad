package io.idlegrid.coordinator.edge.blobs;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.flow.port.BlobStore;
import java.io.BufferedOutputStream;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blobs as files {@code ab/abcd…}. A blob appears under its name only when all of it is on disk: it
 * is written elsewhere, flushed, and renamed.
 */
public final class FileBlobStore implements BlobStore {

  private static final Duration KEEP_UPLOADS = Duration.ofDays(1);
  private static final String UPLOAD = "upload-";
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private static final Logger LOG = LoggerFactory.getLogger(FileBlobStore.class);

  /** Held while a blob's file is looked at and changed: a claim is never lost to a removal. */
  private final Object naming = new Object();

  /** Guarded by {@link #naming}. */
  private final Holds holds = new Holds(KEEP_UNREACHED);

  private final Path folder;
  private final Path drafts;
  private final long reserveBytes;

  /**
   * Opens the store; drafts that a crash left behind are dropped, and uploads that nobody went on
   * with for a day.
   *
   * @param reserveBytes free space below which nothing more is taken in
   */
  public FileBlobStore(Path folder, long reserveBytes) throws IOException {
    this.folder = folder;
    this.drafts = folder.resolve("drafts");
    this.reserveBytes = reserveBytes;
    Files.createDirectories(drafts);
    try (var left = Files.newDirectoryStream(drafts, "draft-*")) {
      for (Path draft : left) {
        Files.delete(draft);
      }
    }
    sweep(Instant.now());
  }

  /** Drops uploads that nobody went on with for a day. */
  public void sweep(Instant now) throws IOException {
    Instant longAgo = now.minus(KEEP_UPLOADS);
    try (var left = Files.newDirectoryStream(drafts, UPLOAD + "*")) {
      for (Path upload : left) {
        if (lastPiece(upload).isBefore(longAgo)) {
          Files.deleteIfExists(upload);
        }
      }
    }
  }

  private static Instant lastPiece(Path upload) throws IOException {
    try {
      return Files.getLastModifiedTime(upload).toInstant();
    } catch (NoSuchFileException e) {
      // It was completed or dropped since the folder was read.
      return Instant.MAX;
    }
  }

  /** Whether a text is a SHA-256 in lower-case hex. */
  public static boolean isName(String text) {
    return SHA256.matcher(text).matches();
  }

  @Override
  public OptionalLong size(String sha256) {
    try {
      return OptionalLong.of(Files.size(file(sha256)));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public InputStream open(String sha256, long offset, long length) throws IOException {
    Path file = file(sha256);
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      if (offset < 0 || length < 0 || offset + length > channel.size()) {
        long size = channel.size();
        channel.close();
        throw new IOException(
            "blob %s has %d bytes, not %d from %d on".formatted(sha256, size, length, offset));
      }
      channel.position(offset);
      return new Bounded(Channels.newInputStream(channel), length);
    } catch (NoSuchFileException e) {
      throw (FileNotFoundException) new FileNotFoundException("no blob " + sha256).initCause(e);
    }
  }

  @Override
  public Draft draft() throws IOException {
    requireSpace();
    return new FileDraft(Files.createTempFile(drafts, "draft-", ""));
  }

  /** A place where an upload that may be resumed is gathered, one per uploader and blob. */
  public Path uploadFile(Uploader who, String sha256) {
    return drafts.resolve(UPLOAD + sha256 + "-" + who.name());
  }

  /**
   * Takes a gathered upload in, if its hash is what it should be.
   *
   * @return the hash that it has
   */
  public String adopt(Path file, String expected) throws IOException {
    String actual = hash(file);
    if (actual.equals(expected)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      place(file, actual);
    }
    return actual;
  }

  /**
   * Refuses when the disk is nearly full.
   *
   * @throws DiskFullException with what is left
   */
  public void requireSpace() throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < reserveBytes) {
      throw new DiskFullException(free, reserveBytes);
    }
  }

  @Override
  public OptionalLong claim(String sha256) {
    Path file = file(sha256);
    synchronized (naming) {
      try {
        long size = Files.size(file);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        return OptionalLong.of(size);
      } catch (IOException e) {
        return OptionalLong.empty();
      }
    }
  }

  @Override
  public OptionalLong claim(String sha256, DeviceId by) {
    synchronized (naming) {
      OptionalLong size = claim(sha256);
      if (size.isPresent()) {
        holds.begin(sha256, by, Instant.now());
      }
      return size;
    }
  }

  @Override
  public OptionalLong reported(String sha256, DeviceId by) {
    synchronized (naming) {
      holds.end(sha256, by);
      return claim(sha256);
    }
  }

  @Override
  public void release(String sha256) {
    Path file = file(sha256);
    Instant now = Instant.now();
    Instant older = now.minus(KEEP_UNREACHED).plus(KEEP_RELEASED);
    synchronized (naming) {
      if (holds.isHeld(sha256, now)) {
        return;
      }
      try {
        if (Files.getLastModifiedTime(file).toInstant().isAfter(older)) {
          Files.setLastModifiedTime(file, FileTime.from(older));
        }
      } catch (IOException e) {
        // It is gone already, or goes a little later.
        LOG.debug("blob {} is not marked as released: {}", sha256, e.toString());
      }
    }
  }

  @Override
  public Retained retain(Predicate<String> isReached, Instant lookedAt) throws IOException {
    long freed = 0;
    long waiting = 0;
    synchronized (naming) {
      holds.sweep(lookedAt);
    }
    try (var shelves = Files.newDirectoryStream(folder, "[0-9a-f][0-9a-f]")) {
      for (Path shelf : shelves) {
        try (var files = Files.newDirectoryStream(shelf)) {
          for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            if (isName(name) && !isReached.test(name)) {
              long size = Files.size(file);
              boolean isGone = dropUnclaimed(file, lookedAt.minus(KEEP_UNREACHED));
              freed += isGone ? size : 0;
              waiting += isGone ? 0 : size;
            }
          }
        }
      }
    }
    return new Retained(freed, waiting);
  }

  private boolean dropUnclaimed(Path file, Instant before) throws IOException {
    synchronized (naming) {
      boolean isOld = Files.getLastModifiedTime(file).toInstant().isBefore(before);
      return isOld && Files.deleteIfExists(file);
    }
  }

  /** The file of a blob that is here. */
  public Path path(String sha256) {
    return file(sha256);
  }

  /** Removes a blob; nothing happens when it is not here. */
  public void remove(String sha256) throws IOException {
    Files.deleteIfExists(file(sha256));
  }

  private Path file(String sha256) {
    if (!isName(sha256)) {
      throw new IllegalArgumentException("not a SHA-256 in lower-case hex: " + sha256);
    }
    return folder.resolve(sha256.substring(0, 2)).resolve(sha256);
  }

  private void place(Path draft, String sha256) throws IOException {
    Path shelf = folder.resolve(sha256.substring(0, 2));
    Files.createDirectories(shelf);
    Files.setLastModifiedTime(draft, FileTime.from(Instant.now()));
    synchronized (naming) {
      Files.move(draft, shelf.resolve(sha256), StandardCopyOption.ATOMIC_MOVE);
    }
    flushFolder(shelf);
  }

  /** A rename is durable only once the folder is. */
  private static void flushFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static String hash(Path file) throws IOException {
    MessageDigest sha = sha256();
    try (InputStream in = new FileInputStream(file.toFile())) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  private final class FileDraft extends Draft {

    private final Path path;
    private final FileChannel channel;
    private final OutputStream out;
    private final MessageDigest sha = sha256();
    private boolean isKept;

    FileDraft(Path path) throws IOException {
      this.path = path;
      this.channel = FileChannel.open(path, StandardOpenOption.WRITE);
      this.out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      sha.update((byte) value);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      out.write(buffer, offset, length);
      sha.update(buffer, offset, length);
    }

    @Override
    public String keep() throws IOException {
      out.flush();
      channel.force(true);
      channel.close();
      String sha256 = HexFormat.of().formatHex(sha.digest());
      place(path, sha256);
      isKept = true;
      return sha256;
    }

    @Override
    public void close() throws IOException {
      channel.close();
      if (!isKept) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Ends after a number of bytes. */
  private static final class Bounded extends InputStream {

    private final InputStream in;
    private long left;

    Bounded(InputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      if (left <= 0) {
        return -1;
      }
      int value = in.read();
      left -= value < 0 ? 0 : 1;
      return value;
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
    public void close() throws IOException {
      in.close();
    }
  }
}
