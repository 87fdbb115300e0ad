package io.idlegrid.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Objects in a folder, each stored once. They are appended to packs, one behind the other: a device
 * with a memory card should write few files, and a broken transfer keeps every object that came
 * whole. What is read is verified by its name. May be used by several threads.
 *
 * <p>What is behind the last whole frame of a pack is cut off when the folder is opened.
 */
public final class ObjectPacks implements AutoCloseable {

  private static final ObjectName NOTHING = new ObjectName(0, 0, 0, 0);

  private final Path folder;
  private final long packBytes;
  private final boolean isWritable;
  private final PackIndex index = new PackIndex();
  private final PackSizes sizes = new PackSizes();

  /** When each pack was read last, counted in reads; absent for those that were not read yet. */
  private final Map<Integer, Long> lastReads = new HashMap<>();

  private long reads;
  private @Nullable FileChannel current;

  /** Tells which objects are to stay. */
  @FunctionalInterface
  public interface Reach {
    void each(Consumer<ObjectName> keep) throws IOException;
  }

  private ObjectPacks(Path folder, long packBytes, boolean isWritable) throws IOException {
    this.folder = folder;
    this.packBytes = packBytes;
    this.isWritable = isWritable;
    try (var files = Files.newDirectoryStream(folder, PackFile.PREFIX + "*")) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        sizes.put(Integer.parseInt(name.substring(PackFile.PREFIX.length())), Files.size(file));
      }
    }
    for (int pack : sizes.packs()) {
      open(pack, isWritable && pack == sizes.last());
    }
    this.current = isWritable ? next() : null;
  }

  /**
   * Opens a folder, made when missing, for this process alone.
   *
   * @param packBytes about the size of a pack
   */
  public static ObjectPacks open(Path folder, long packBytes) throws IOException {
    return new ObjectPacks(Files.createDirectories(folder), packBytes, true);
  }

  /** Opens a folder that another process may be writing to, as it is now. */
  public static ObjectPacks readOnly(Path folder) throws IOException {
    return new ObjectPacks(folder, 0, false);
  }

  /** Whether an object is here. */
  public synchronized boolean has(ObjectName name) {
    return index.place(name) >= 0;
  }

  /** How many objects are here. */
  public synchronized int size() {
    return index.size();
  }

  /** Bytes of all packs. */
  public synchronized long bytes() {
    return sizes.sum();
  }

  /** Stores an object, unless it is here; returns its name. */
  public ObjectName put(byte[] content) throws IOException {
    ObjectName name = ObjectName.hash(content);
    if (!has(name)) {
      append(Frame.of(name, content));
    }
    return name;
  }

  /**
   * Stores an object that somebody else packed, unless it is here.
   *
   * @throws DamagedObjectException when it is not what its name stands for
   */
  public void put(Frame frame) throws IOException {
    frame.content();
    if (!has(frame.name())) {
      append(frame);
    }
  }

  /**
   * The bytes of an object.
   *
   * @throws MissingObjectException when it is not here
   * @throws DamagedObjectException when the disk gives back something else
   */
  public byte[] get(ObjectName name) throws IOException {
    return frame(name).content();
  }

  /** An object as it is stored. */
  public Frame frame(ObjectName name) throws IOException {
    for (int tries = 0; ; tries++) {
      int pack;
      int offset;
      synchronized (this) {
        int place = index.place(name);
        if (place < 0) {
          throw new MissingObjectException(name);
        }
        pack = index.pack(place);
        offset = index.offset(place);
        lastReads.put(pack, ++reads);
      }
      try {
        return file(pack).frame(name, offset);
      } catch (NoSuchFileException moved) {
        // Another thread has just put the pack's objects together with others.
        if (tries > 0) {
          throw moved;
        }
      }
    }
  }

  /** Forgets an object that turned out to be damaged, so that it can be stored anew. */
  public synchronized void forget(ObjectName name) throws IOException {
    int place = index.place(name);
    if (place < 0) {
      return;
    }
    try (FileChannel pack = file(index.pack(place)).openToWrite()) {
      pack.write(ByteBuffer.allocate(ObjectName.BYTES), index.offset(place));
    }
    index.remove(place);
  }

  /** Makes durable what was stored. */
  public synchronized void sync() throws IOException {
    writable().force(true);
    try (FileChannel here = FileChannel.open(folder, StandardOpenOption.READ)) {
      here.force(true);
    }
  }

  /**
   * Drops every object but those that are reached, and gives their room back: packs without any are
   * deleted, the rest of a pack that is mostly dropped moves to another. Nothing can be stored
   * meanwhile.
   *
   * @return bytes that became free
   */
  public synchronized long retain(Reach reach) throws IOException {
    BitSet kept = new BitSet(index.places());
    reach.each(
        name -> {
          int place = index.place(name);
          if (place >= 0) {
            kept.set(place);
          }
        });
    long before = bytes();
    PackSizes live = liveBytes(kept);
    for (int place = 0; place < index.places(); place++) {
      if (index.isTaken(place) && !kept.get(place)) {
        index.remove(place);
      }
    }
    int newest = sizes.last();
    for (int pack : sizes.packs()) {
      long liveBytes = live.of(pack);
      if (pack != newest && (liveBytes == 0 || liveBytes < sizes.of(pack) / 2)) {
        move(pack);
      }
    }
    return before - bytes();
  }

  /**
   * Drops whole packs, the one that was read least recently first, until all together take no more
   * than so many bytes; the one that is being written to stays. What was stored together goes
   * together: for objects that can be had again.
   *
   * @return bytes that became free
   */
  public synchronized long shrink(long mostBytes) throws IOException {
    long before = bytes();
    while (bytes() > mostBytes && sizes.packs().length > 1) {
      int oldest = leastRead();
      file(oldest)
          .walk(
              (head, offset) -> {
                int place = index.place(head.name());
                if (isAt(place, oldest, offset)) {
                  index.remove(place);
                }
                return true;
              });
      delete(oldest);
    }
    return before - bytes();
  }

  /** Of two that were never read since this was opened, the older one. */
  private int leastRead() {
    int newest = sizes.last();
    int least = newest;
    for (int pack : sizes.packs()) {
      boolean isLess =
          lastReads.getOrDefault(pack, 0L) < lastReads.getOrDefault(least, 0L) || least == newest;
      if (pack != newest && isLess) {
        least = pack;
      }
    }
    return least;
  }

  private void delete(int pack) throws IOException {
    sizes.remove(pack);
    lastReads.remove(pack);
    Files.delete(file(pack).path());
  }

  @Override
  public synchronized void close() throws IOException {
    if (current != null) {
      current.close();
      if (sizes.of(sizes.last()) <= PackFile.MAGIC_BYTES) {
        Files.deleteIfExists(file(sizes.last()).path());
      }
    }
  }

  private PackSizes liveBytes(BitSet kept) throws IOException {
    PackSizes live = new PackSizes();
    for (int pack : sizes.packs()) {
      file(pack)
          .walk(
              (head, offset) -> {
                int place = index.place(head.name());
                if (isAt(place, pack, offset) && kept.get(place)) {
                  live.put(pack, live.of(pack) + Frame.HEAD + head.storedBytes());
                }
                return true;
              });
    }
    return live;
  }

  private boolean isAt(int place, int pack, int offset) {
    return place >= 0 && index.pack(place) == pack && index.offset(place) == offset;
  }

  /** Appends what is still wanted of a pack to another, and deletes it. */
  private void move(int pack) throws IOException {
    file(pack)
        .walk(
            (head, offset) -> {
              if (isAt(index.place(head.name()), pack, offset)) {
                append(file(pack).frame(head.name(), offset));
              }
              return true;
            });
    sync();
    delete(pack);
  }

  private synchronized void append(Frame frame) throws IOException {
    if (sizes.of(sizes.last()) >= packBytes) {
      try (FileChannel full = writable()) {
        full.force(true);
        current = next();
      }
    }
    FileChannel channel = writable();
    int pack = sizes.last();
    long offset = sizes.of(pack);
    ByteBuffer bytes = frame.toBuffer();
    try {
      for (long at = offset; bytes.hasRemaining(); ) {
        at += channel.write(bytes, at);
      }
    } catch (IOException e) {
      channel.truncate(offset);
      throw e;
    }
    sizes.put(pack, offset + frame.length());
    index.put(frame.name(), pack, (int) offset);
  }

  private FileChannel writable() {
    if (current == null) {
      throw new IllegalStateException(folder + " was opened for reading");
    }
    return current;
  }

  /** Opens the next pack. */
  private FileChannel next() throws IOException {
    int pack = sizes.last() + 1;
    FileChannel channel = file(pack).create();
    sizes.put(pack, (long) PackFile.MAGIC_BYTES);
    return channel;
  }

  /**
   * Notes what lies in a pack.
   *
   * @param isDoubtful whether it may not have been on the disk when the machine stopped
   */
  private void open(int pack, boolean isDoubtful) throws IOException {
    long end =
        file(pack)
            .walk(
                (head, offset) -> {
                  if (isDoubtful && !isWhole(head.name(), pack, offset)) {
                    return false;
                  }
                  if (!head.name().equals(NOTHING)) {
                    index.put(head.name(), pack, offset);
                  }
                  return true;
                });
    if (isWritable && end < sizes.of(pack)) {
      try (FileChannel channel = file(pack).openToWrite()) {
        channel.truncate(end);
      }
      sizes.put(pack, end);
    }
  }

  private boolean isWhole(ObjectName name, int pack, int offset) throws IOException {
    try {
      if (!name.equals(NOTHING)) {
        file(pack).frame(name, offset).content();
      }
      return true;
    } catch (DamagedObjectException e) {
      // It was not on the disk yet when the machine stopped.
      return false;
    }
  }

  private PackFile file(int pack) {
    return PackFile.of(folder, pack);
  }
}
