package io.idlegrid.image;

/**
 * Where each object lies: an open hash table of 24 bytes an object, since a device may hold a
 * hundred thousand and has little memory. Half of a name is enough to find an object; whoever reads
 * it compares the whole name.
 */
final class PackIndex {

  private static final int GONE = -1;

  private long[] firsts = new long[1 << 10];
  private long[] seconds = new long[1 << 10];

  /** Number of the pack, counted from 1; 0 is a free place, {@link #GONE} was used once. */
  private int[] packs = new int[1 << 10];

  private int[] offsets = new int[1 << 10];
  private int used;
  private int size;

  int size() {
    return size;
  }

  /** Number of places; each object has one of them until the next {@link #put}. */
  int places() {
    return packs.length;
  }

  /** Place of an object, or -1. */
  int place(ObjectName name) {
    int mask = packs.length - 1;
    for (int at = (int) name.first() & mask; packs[at] != 0; at = (at + 1) & mask) {
      if (packs[at] != GONE && firsts[at] == name.first() && seconds[at] == name.second()) {
        return at;
      }
    }
    return -1;
  }

  boolean isTaken(int place) {
    return packs[place] > 0;
  }

  int pack(int place) {
    return packs[place];
  }

  int offset(int place) {
    return offsets[place];
  }

  /** Notes where an object lies; replaces what was noted of it before. */
  void put(ObjectName name, int pack, int offset) {
    int known = place(name);
    if (known >= 0) {
      packs[known] = pack;
      offsets[known] = offset;
      return;
    }
    if (used >= packs.length / 2) {
      grow();
    }
    insert(name.first(), name.second(), pack, offset);
  }

  void remove(int place) {
    packs[place] = GONE;
    size--;
  }

  private void insert(long first, long second, int pack, int offset) {
    int mask = packs.length - 1;
    int at = (int) first & mask;
    while (packs[at] != 0) {
      at = (at + 1) & mask;
    }
    firsts[at] = first;
    seconds[at] = second;
    packs[at] = pack;
    offsets[at] = offset;
    used++;
    size++;
  }

  private void grow() {
    long[] oldFirsts = firsts;
    long[] oldSeconds = seconds;
    int[] oldPacks = packs;
    int[] oldOffsets = offsets;
    int places = size >= oldPacks.length / 4 ? oldPacks.length * 2 : oldPacks.length;
    firsts = new long[places];
    seconds = new long[places];
    packs = new int[places];
    offsets = new int[places];
    used = 0;
    size = 0;
    for (int at = 0; at < oldPacks.length; at++) {
      if (oldPacks[at] > 0) {
        insert(oldFirsts[at], oldSeconds[at], oldPacks[at], oldOffsets[at]);
      }
    }
  }
}
