package io.idlegrid.image;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** One pack as a file: {@value #MAGIC_BYTES} bytes that say so, then {@link Frame frames}. */
record PackFile(Path path) {

  static final String PREFIX = "pack-";
  static final int MAGIC_BYTES = 8;
  private static final long MAGIC = 0x4947_5041_434B_0001L;

  /** Sees the frames of a pack, one behind the other, until it has seen enough. */
  @FunctionalInterface
  interface Visitor {
    boolean visit(Frame.Head head, int offset) throws IOException;
  }

  static PackFile of(Path folder, int pack) {
    return new PackFile(folder.resolve(String.format(Locale.ROOT, PREFIX + "%08d", pack)));
  }

  /** Makes it, without frames. */
  FileChannel create() throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    channel.write(ByteBuffer.allocate(MAGIC_BYTES).putLong(0, MAGIC), 0);
    return channel;
  }

  FileChannel openToWrite() throws IOException {
    return FileChannel.open(path, StandardOpenOption.WRITE);
  }

  /** Visits the whole frames; returns where the last visited one ends. */
  long walk(Visitor visitor) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      ByteBuffer magic = read(channel, 0, MAGIC_BYTES);
      if (magic.remaining() < MAGIC_BYTES || magic.getLong() != MAGIC) {
        return MAGIC_BYTES;
      }
      long offset = MAGIC_BYTES;
      while (offset + Frame.HEAD <= size) {
        Frame.Head head;
        try {
          head = Frame.Head.of(read(channel, offset, Frame.HEAD));
        } catch (IOException notAFrame) {
          return offset;
        }
        long end = offset + Frame.HEAD + head.storedBytes();
        if (end > size || !visitor.visit(head, (int) offset)) {
          return offset;
        }
        offset = end;
      }
      return offset;
    }
  }

  /**
   * The object that lies at a place.
   *
   * @throws DamagedObjectException when another lies there, or none
   */
  Frame frame(ObjectName name, int offset) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      Frame.Head head;
      try {
        head = Frame.Head.of(read(channel, offset, Frame.HEAD));
      } catch (IOException | BufferUnderflowException notAFrame) {
        throw new DamagedObjectException(name);
      }
      ByteBuffer stored = read(channel, offset + (long) Frame.HEAD, head.storedBytes());
      if (!head.name().equals(name) || stored.remaining() < head.storedBytes()) {
        throw new DamagedObjectException(name);
      }
      byte[] bytes = new byte[head.storedBytes()];
      stored.get(bytes);
      return new Frame(name, head.size(), head.isDeflated(), bytes);
    }
  }

  private static ByteBuffer read(FileChannel channel, long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {
      // A read may return less than is there.
    }
    return buffer.flip();
  }
}
