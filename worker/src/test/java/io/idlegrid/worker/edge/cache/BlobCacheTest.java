package io.idlegrid.worker.edge.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobCacheTest {

  private final Map<String, byte[]> blobs = new HashMap<>();
  private final List<String> fetched = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private boolean isLying;

  @TempDir Path folder;

  @Test
  void fetchesABlobOnceForManyUses() throws Exception {
    String hash = blob("hello");
    BlobCache cache = cache(1_000);

    try (BlobCache.Use first = cache.file(hash, 5);
        BlobCache.Use second = cache.file(hash, 5)) {
      assertEquals("hello", Files.readString(first.path()));
      assertEquals(first.path(), second.path());
    }
    assertEquals(List.of(hash), fetched);
  }

  @Test
  void isThereAfterARestart() throws Exception {
    String hash = blob("hello");
    cache(1_000).file(hash, 5).close();

    cache(1_000).file(hash, 5).close();

    assertEquals(1, fetched.size());
  }

  @Test
  void refusesWhatHasAnotherHashAndKeepsNothingOfIt() throws Exception {
    String hash = blob("hello");
    BlobCache cache = cache(1_000);
    isLying = true;

    IOException refused = assertThrows(IOException.class, () -> cache.file(hash, 5));
    isLying = false;

    assertTrue(String.valueOf(refused.getMessage()).contains(hash), refused.getMessage());
    assertEquals(0, cache.bytes());
    try (BlobCache.Use again = cache.file(hash, 5)) {
      assertEquals("hello", Files.readString(again.path()));
    }
  }

  @Test
  void unpacksAnArchiveOnce() throws Exception {
    byte[] archive = tar("bin/run.sh", "echo hi");
    String hash = blob(archive);
    BlobCache cache = cache(10_000);

    try (BlobCache.Use use = cache.folder(hash, archive.length)) {
      Path file = use.path().resolve("bin/run.sh");
      assertEquals("echo hi", Files.readString(file));
      assertFalse(
          Files.getPosixFilePermissions(file).toString().contains("WRITE"),
          "a unit could change what other units get");
    }
    cache.folder(hash, archive.length).close();
    assertEquals(1, fetched.size());
  }

  @Test
  void beyondItsBoundTheLeastRecentlyUsedGoesFirst() throws Exception {
    String old = blob("a".repeat(400));
    String used = blob("b".repeat(400));
    String fresh = blob("c".repeat(400));
    BlobCache cache = cache(1_000);
    use(cache, old);
    use(cache, used);
    use(cache, old);

    use(cache, fresh);
    use(cache, old);
    use(cache, used);

    assertEquals(List.of(old, used, fresh, used), fetched);
    assertTrue(cache.bytes() <= 1_000, "keeps " + cache.bytes());
  }

  @Test
  void whatIsInUseStaysEvenBeyondTheBound() throws Exception {
    String first = blob("a".repeat(800));
    String second = blob("b".repeat(800));
    BlobCache cache = cache(1_000);

    try (BlobCache.Use use = cache.file(first, 800)) {
      use(cache, second);
      assertEquals(800, Files.size(use.path()));
    }
  }

  @Test
  void whatWasNotFinishedIsDroppedAtTheNextStart() throws Exception {
    Files.createDirectories(folder);
    Path half = Files.writeString(folder.resolve("new-file-abc"), "half");

    cache(1_000);

    assertTrue(Files.notExists(half));
  }

  @Test
  void anEmptyBlobNeedsNoFetching() throws Exception {
    try (BlobCache.Use use = cache(1_000).file(blob(""), 0)) {
      assertEquals(0, Files.size(use.path()));
    }
    assertEquals(List.of(), fetched);
  }

  private void use(BlobCache cache, String hash) throws IOException {
    now = now.plusSeconds(10);
    cache.file(hash, Objects.requireNonNull(blobs.get(hash)).length).close();
  }

  private BlobCache cache(long mostBytes) throws IOException {
    return new BlobCache(folder, () -> mostBytes, this::fetch, new TestClock());
  }

  private void fetch(String sha256, long first, long end, Path file) throws IOException {
    fetched.add(sha256);
    byte[] bytes = Objects.requireNonNull(blobs.get(sha256));
    byte[] range = Arrays.copyOfRange(bytes, (int) first, (int) Math.min(end, bytes.length));
    if (isLying) {
      range[0]++;
    }
    Files.write(file, range, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private String blob(String text) throws Exception {
    return blob(text.getBytes(StandardCharsets.UTF_8));
  }

  private String blob(byte[] bytes) throws Exception {
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    blobs.put(hash, bytes);
    return hash;
  }

  private static byte[] tar(String name, String text) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
      TarArchiveEntry entry = new TarArchiveEntry(name);
      entry.setSize(content.length);
      out.putArchiveEntry(entry);
      out.write(content);
      out.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  private final class TestClock extends Clock {

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
