package io.idlegrid.coordinator.flow;

import java.util.Arrays;

/**
 * Names of blobs, of which only the first 64 bits are kept: a set of millions must fit into memory.
 * A stranger with the same beginning counts as in it, and so is kept where it could go.
 */
final class BlobSet {

  private static final int FIRST_SLOTS = 1 << 10;
  private static final int HEX_DIGITS = 16;

  /** Open addressing; 0 is free. */
  private long[] slots = new long[FIRST_SLOTS];

  private int size;

  void add(String sha256) {
    if (2 * size >= slots.length) {
      grow();
    }
    size += put(slots, start(sha256)) ? 1 : 0;
  }

  boolean contains(String sha256) {
    return slots[find(slots, start(sha256))] != 0;
  }

  int size() {
    return size;
  }

  private void grow() {
    long[] more = new long[2 * slots.length];
    Arrays.stream(slots).filter(name -> name != 0).forEach(name -> put(more, name));
    slots = more;
  }

  private static boolean put(long[] slots, long name) {
    int at = find(slots, name);
    boolean isNew = slots[at] == 0;
    slots[at] = name;
    return isNew;
  }

  /** Where a name is, or belongs. */
  private static int find(long[] slots, long name) {
    int at = (int) name & (slots.length - 1);
    while (slots[at] != 0 && slots[at] != name) {
      at = (at + 1) & (slots.length - 1);
    }
    return at;
  }

  private static long start(String sha256) {
    long name = Long.parseUnsignedLong(sha256, 0, HEX_DIGITS, 16);
    return name == 0 ? 1 : name;
  }
}
