package io.idlegrid.coordinator.edge.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Makes secrets and hashes them. They are random and long, so one round of SHA-256 protects them as
 * well as a slow hash would; passwords, which are neither, are handled by {@link Passwords}.
 */
public final class Secrets {

  private static final String CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz";

  private final SecureRandom random = new SecureRandom();

  /** A token for an account: 256 random bits. */
  public String token() {
    return "igt_" + bits(32);
  }

  /** A cookie of a session: 256 random bits. */
  String session() {
    return bits(32);
  }

  /** A secret that sets a password once: 256 random bits. */
  String passwordLink() {
    return "igp_" + bits(32);
  }

  /** A key for a device: 256 random bits. */
  public String deviceKey() {
    return "igd_" + bits(32);
  }

  /** A code that people can type: 16 letters, 79 random bits. */
  public String code() {
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      if (i > 0 && i % 4 == 0) {
        code.append('-');
      }
      code.append(CODE_LETTERS.charAt(random.nextInt(CODE_LETTERS.length())));
    }
    return code.toString();
  }

  /** The end of an id: random letters and digits. */
  public String id(int length) {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < length; i++) {
      id.append(CODE_LETTERS.charAt(random.nextInt(CODE_LETTERS.length())));
    }
    return id.toString();
  }

  /** Random bytes. */
  public byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** SHA-256 of a secret in lower-case hex: all that is stored. */
  public static String hash(String secret) {
    return hash(secret.getBytes(StandardCharsets.UTF_8));
  }

  /** SHA-256 in lower-case hex. */
  public static String hash(byte[] bytes) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  private String bits(int bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(bytes));
  }
}
