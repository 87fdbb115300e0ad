package io.idlegrid.image;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * An object as it lies in a pack and travels: name, size, size when packed, bytes. Packed means
 * deflated, if that saves anything.
 */
public final class Frame {

  /** Bytes before the stored ones. */
  public static final int HEAD = ObjectName.BYTES + 2 * Integer.BYTES;

  /** Largest object: the recipe of a layer of 7 GiB. */
  public static final int MOST_BYTES = 16 << 20;

  private static final int DEFLATED = 1 << 31;

  private final ObjectName name;
  private final int size;
  private final boolean isDeflated;
  private final byte[] stored;

  /**
   * @param size bytes of the object
   * @param isDeflated whether {@code stored} is deflated
   */
  Frame(ObjectName name, int size, boolean isDeflated, byte[] stored) {
    this.name = name;
    this.size = size;
    this.isDeflated = isDeflated;
    this.stored = stored;
  }

  /** Packs an object. */
  public static Frame of(byte[] content) {
    return of(ObjectName.hash(content), content);
  }

  static Frame of(ObjectName name, byte[] content) {
    if (content.length > MOST_BYTES) {
      throw new IllegalArgumentException("an object of " + content.length + " bytes is too large");
    }
    byte[] packed = deflated(content);
    boolean isSmaller = packed.length < content.length;
    return new Frame(name, content.length, isSmaller, isSmaller ? packed : content);
  }

  /**
   * The object's bytes.
   *
   * @throws DamagedObjectException when they are not those that the name stands for
   */
  public byte[] content() throws DamagedObjectException {
    byte[] content = isDeflated ? inflated() : stored;
    if (content.length != size || !ObjectName.hash(content).equals(name)) {
      throw new DamagedObjectException(name);
    }
    return content;
  }

  public ObjectName name() {
    return name;
  }

  /** Bytes of the object when unpacked. */
  public int size() {
    return size;
  }

  boolean isDeflated() {
    return isDeflated;
  }

  byte[] stored() {
    return stored;
  }

  /** Bytes that it takes in a pack. */
  public int length() {
    return HEAD + stored.length;
  }

  /** Writes it. */
  public void write(OutputStream out) throws IOException {
    out.write(head().array());
    out.write(stored);
  }

  /** All of its bytes. */
  ByteBuffer toBuffer() {
    return ByteBuffer.allocate(length()).put(head()).put(stored).flip();
  }

  private ByteBuffer head() {
    ByteBuffer bytes = ByteBuffer.allocate(HEAD);
    name.write(bytes);
    return bytes.putInt(size).putInt(stored.length | (isDeflated ? DEFLATED : 0)).flip();
  }

  /**
   * Reads the next one; empty at the end.
   *
   * @throws EOFException in the middle of one
   * @throws IOException when what is read is no frame
   */
  public static Optional<Frame> read(InputStream in) throws IOException {
    return read(in, MOST_BYTES);
  }

  /**
   * The same, from somebody who may want to fill the memory.
   *
   * @param mostBytes larger objects are refused
   */
  public static Optional<Frame> read(InputStream in, int mostBytes) throws IOException {
    byte[] head = in.readNBytes(HEAD);
    if (head.length == 0) {
      return Optional.empty();
    }
    if (head.length < HEAD) {
      throw new EOFException("an object ends in its head");
    }
    Head read = Head.of(ByteBuffer.wrap(head));
    if (read.size() > mostBytes) {
      throw new IOException("an object of %d bytes is too large".formatted(read.size()));
    }
    byte[] stored = new byte[read.storedBytes()];
    new DataInputStream(in).readFully(stored);
    return Optional.of(new Frame(read.name(), read.size(), read.isDeflated(), stored));
  }

  /** The part before the stored bytes. */
  record Head(ObjectName name, int size, boolean isDeflated, int storedBytes) {

    static Head of(ByteBuffer bytes) throws IOException {
      ObjectName name = ObjectName.read(bytes);
      int size = bytes.getInt();
      int stored = bytes.getInt();
      int storedBytes = stored & ~DEFLATED;
      if (size < 0 || size > MOST_BYTES || storedBytes > size) {
        throw new IOException(
            "this is no object: %d bytes stored as %d".formatted(size, storedBytes));
      }
      return new Head(name, size, stored < 0, storedBytes);
    }
  }

  private static byte[] deflated(byte[] content) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(content);
      deflater.finish();
      byte[] packed = new byte[content.length];
      int length = deflater.deflate(packed);
      return deflater.finished() ? Arrays.copyOf(packed, length) : content;
    } finally {
      deflater.end();
    }
  }

  private byte[] inflated() throws DamagedObjectException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(stored);
      byte[] content = new byte[size];
      int length = 0;
      while (length < size && !inflater.finished()) {
        int more = inflater.inflate(content, length, size - length);
        if (more == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw new DamagedObjectException(name);
        }
        length += more;
      }
      return length == size ? content : Arrays.copyOf(content, length);
    } catch (DataFormatException e) {
      throw new DamagedObjectException(name);
    } finally {
      inflater.end();
    }
  }
}
