package io.idlegrid.predictor.stored;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Bytes around stored state: four letters of kind, a version, a CRC-32C of what follows, then the
 * deflated content.
 *
 * @param kind four letters that tell a history from a model
 * @param version raised whenever the content's layout changes
 * @param limit most bytes of content that reading accepts, so that damaged or hostile input cannot
 *     exhaust memory
 */
public record Envelope(String kind, int version, int limit) {
  private static final int HEADER = 4 + 1 + 4;

  public Envelope {
    if (kind.length() != 4 || version < 1 || version > 255 || limit < 1) {
      throw new IllegalArgumentException("bad envelope " + kind + " " + version + " " + limit);
    }
  }

  /** Writes content. */
  @FunctionalInterface
  public interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  /** Reads content back, in the order in which it was written. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  /** Kind, version, checksum and deflated content in one array. */
  public byte[] seal(Writer writer) {
    byte[] body = deflate(writer);
    return ByteBuffer.allocate(HEADER + body.length)
        .put(letters())
        .put((byte) version)
        .putInt(checksum(body))
        .put(body)
        .array();
  }

  /**
   * Reads what {@link #seal} wrote.
   *
   * @throws CorruptStateException when the bytes are of another kind or version, fail their
   *     checksum, or hold less, more or other content than the reader expects
   */
  public <T> T open(byte[] sealed, Reader<T> reader) throws CorruptStateException {
    byte[] body = checkedBody(sealed);
    try (var inflated = new InflaterInputStream(new ByteArrayInputStream(body))) {
      byte[] content = inflated.readNBytes(limit);
      if (inflated.read() >= 0) {
        throw new CorruptStateException("more than " + limit + " bytes of content in " + kind);
      }
      var in = new DataInputStream(new ByteArrayInputStream(content));
      T value = reader.read(in);
      if (in.available() > 0) {
        throw new CorruptStateException(in.available() + " bytes too many in " + kind);
      }
      return value;
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new CorruptStateException("unreadable content in " + kind, e);
    }
  }

  private byte[] checkedBody(byte[] sealed) throws CorruptStateException {
    if (sealed.length < HEADER || !Arrays.equals(sealed, 0, 4, letters(), 0, 4)) {
      throw new CorruptStateException("not a stored " + kind);
    }
    ByteBuffer in = ByteBuffer.wrap(sealed, 4, sealed.length - 4);
    int found = in.get() & 0xff;
    if (found != version) {
      throw new CorruptStateException(kind + " of version " + found + ", known is " + version);
    }
    int expected = in.getInt();
    byte[] body = Arrays.copyOfRange(sealed, HEADER, sealed.length);
    if (checksum(body) != expected) {
      throw new CorruptStateException("checksum of " + kind + " does not match");
    }
    return body;
  }

  private byte[] letters() {
    return kind.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  private static byte[] deflate(Writer writer) {
    var bytes = new ByteArrayOutputStream();
    var deflated = new BufferedOutputStream(new DeflaterOutputStream(bytes), 1 << 16);
    try (var out = new DataOutputStream(deflated)) {
      writer.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("a byte array refused bytes", e);
    }
    return bytes.toByteArray();
  }

  private static int checksum(byte[] body) {
    var crc = new CRC32C();
    crc.update(body);
    return (int) crc.getValue();
  }
}
