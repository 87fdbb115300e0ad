package io.idlegrid.archive;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.OptionalLong;

/**
 * The size of each file by its path. Sixteen bytes a file however long the paths are: a worker
 * reads archives of strangers with a heap of 32 MiB. Paths are known by 64 bits of their SHA-256;
 * two that share them would only be taken for each other's size.
 */
final class FileSizes {

  private static final long FREE = 0;

  private final MessageDigest digest;
  private long[] keys = new long[64];
  private long[] sizes = new long[64];
  private int count;

  FileSizes() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  void put(String path, long size) {
    if (2 * (count + 1) > keys.length) {
      grow();
    }
    store(key(path), size);
  }

  OptionalLong get(String path) {
    int slot = slot(key(path));
    return keys[slot] == FREE ? OptionalLong.empty() : OptionalLong.of(sizes[slot]);
  }

  private void store(long key, long size) {
    int slot = slot(key);
    count += keys[slot] == FREE ? 1 : 0;
    keys[slot] = key;
    sizes[slot] = size;
  }

  /** Where the key is, or would be. */
  private int slot(long key) {
    int slot = (int) key & (keys.length - 1);
    while (keys[slot] != FREE && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldSizes = sizes;
    keys = new long[2 * oldKeys.length];
    sizes = new long[keys.length];
    count = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != FREE) {
        store(oldKeys[i], oldSizes[i]);
      }
    }
  }

  private long key(String path) {
    long key = ByteBuffer.wrap(digest.digest(path.getBytes(StandardCharsets.UTF_8))).getLong();
    return key == FREE ? 1 : key;
  }
}
