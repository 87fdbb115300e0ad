package io.idlegrid.image;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The SHA-256 of an object's bytes, in four parts: a hundred thousand of them must fit. */
public record ObjectName(long first, long second, long third, long fourth) {

  /** Bytes of a name. */
  public static final int BYTES = 32;

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  /** Whether a text from outside has the form of a name. */
  public static boolean isValid(String text) {
    return FORM.matcher(text).matches();
  }

  /** Reads lower-case hex. */
  public static ObjectName of(String hex) {
    if (!isValid(hex)) {
      throw new IllegalArgumentException("'" + hex + "' is not a SHA-256");
    }
    return read(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }

  /** The name of these bytes. */
  public static ObjectName hash(byte[] content) {
    return read(ByteBuffer.wrap(sha256().digest(content)));
  }

  /** Reads the {@value #BYTES} bytes of a name. */
  public static ObjectName read(ByteBuffer buffer) {
    return new ObjectName(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
  }

  /** Writes the {@value #BYTES} bytes of the name. */
  public void write(ByteBuffer buffer) {
    buffer.putLong(first).putLong(second).putLong(third).putLong(fourth);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** Lower-case hex. */
  @Override
  public String toString() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    write(bytes);
    return HexFormat.of().formatHex(bytes.array());
  }
}
