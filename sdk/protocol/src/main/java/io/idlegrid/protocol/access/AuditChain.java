package io.idlegrid.protocol.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Follows the hashes of an audit log, from its first entry or from any other. */
public final class AuditChain {

  private String previous;
  private long sequence;

  /** Begins before the first entry. */
  public AuditChain() {
    this(0, AuditView.GENESIS);
  }

  /**
   * Begins behind an entry.
   *
   * @param sequence number of the entry before the first to be followed
   * @param previous its hash
   */
  public AuditChain(long sequence, String previous) {
    this.sequence = sequence;
    this.previous = previous;
  }

  /** Whether an entry is the next one, unchanged. */
  public boolean accepts(AuditView entry) {
    boolean isNext =
        entry.sequence() == sequence + 1
            && entry.previous().equals(previous)
            && entry.hash().equals(hash(entry));
    sequence = entry.sequence();
    previous = entry.hash();
    return isNext;
  }

  /** Hash of the last entry that was followed. */
  public String head() {
    return previous;
  }

  /** Number of the last entry that was followed. */
  public long sequence() {
    return sequence;
  }

  /** SHA-256 of an entry's text in lower-case hex. */
  public static String hash(AuditView entry) {
    try {
      byte[] text = entry.text().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
