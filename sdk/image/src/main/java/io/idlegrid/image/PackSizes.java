package io.idlegrid.image;

import java.util.Map;
import java.util.TreeMap;

/** Bytes by pack. */
final class PackSizes {

  private final Map<Integer, Long> sizes = new TreeMap<>();
  private int last;

  /** All packs, the oldest first. */
  int[] packs() {
    return sizes.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  /** The newest pack; 0 when there never was one. */
  int last() {
    return last;
  }

  /** Bytes of a pack; 0 when there is no such pack. */
  long of(int pack) {
    return sizes.getOrDefault(pack, 0L);
  }

  void put(int pack, long bytes) {
    sizes.put(pack, bytes);
    last = Math.max(last, pack);
  }

  void remove(int pack) {
    sizes.remove(pack);
  }

  long sum() {
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }
}
