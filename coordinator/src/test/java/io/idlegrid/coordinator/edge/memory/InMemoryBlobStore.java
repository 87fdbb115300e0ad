package io.idlegrid.coordinator.edge.memory;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.flow.port.BlobStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Blobs in memory. */
public final class InMemoryBlobStore implements BlobStore {

  private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();

  @Override
  public OptionalLong size(String sha256) {
    byte[] bytes = blobs.get(sha256);
    return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes.length);
  }

  @Override
  public OptionalLong claim(String sha256) {
    return size(sha256);
  }

  @Override
  public OptionalLong claim(String sha256, DeviceId by) {
    return size(sha256);
  }

  @Override
  public OptionalLong reported(String sha256, DeviceId by) {
    return size(sha256);
  }

  @Override
  public void release(String sha256) {}

  /** Knows no time: all goes at once. */
  @Override
  public Retained retain(Predicate<String> isReached, Instant lookedAt) {
    long before = bytes();
    blobs.keySet().removeIf(name -> !isReached.test(name));
    return new Retained(before - bytes(), 0);
  }

  private long bytes() {
    return blobs.values().stream().mapToLong(each -> each.length).sum();
  }

  @Override
  public InputStream open(String sha256, long offset, long length) throws IOException {
    byte[] bytes = blobs.get(sha256);
    if (bytes == null) {
      throw new FileNotFoundException("no blob " + sha256);
    }
    if (offset < 0 || length < 0 || offset + length > bytes.length) {
      throw new IOException(
          "blob %s has %d bytes, not %d from %d on"
              .formatted(sha256, bytes.length, length, offset));
    }
    return new ByteArrayInputStream(bytes, (int) offset, (int) length);
  }

  @Override
  public Draft draft() {
    return new Draft() {
      private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

      @Override
      public void write(int value) {
        bytes.write(value);
      }

      @Override
      public void write(byte[] buffer, int offset, int length) {
        bytes.write(buffer, offset, length);
      }

      @Override
      public String keep() {
        byte[] all = bytes.toByteArray();
        String sha256 = sha256(all);
        blobs.put(sha256, all);
        return sha256;
      }
    };
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
