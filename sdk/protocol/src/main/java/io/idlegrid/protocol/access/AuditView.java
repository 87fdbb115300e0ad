package io.idlegrid.protocol.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One action that changed something, or was refused.
 *
 * <p>{@code hash} is the SHA-256 of {@link #text()} in UTF-8; it covers {@code previous}, the hash
 * of the entry before, so that no entry can be changed, removed or put in between unnoticed.
 *
 * @param sequence counts from 1 without gaps
 * @param who the account; empty for somebody unknown
 * @param how kind of proof: {@code session}, {@code token ID}, {@code open} or {@code coordinator}
 * @param action such as {@code POST /api/v1/accounts}
 * @param target what it was done to
 * @param from address
 * @param outcome {@code done}, or the code of the refusal
 */
public record AuditView(
    long sequence,
    Instant at,
    String who,
    String how,
    String action,
    String target,
    String from,
    String outcome,
    String previous,
    String hash) {

  /** Hash before the first entry. */
  public static final String GENESIS = "0".repeat(64);

  /**
   * What is hashed: every part but the hash, each behind its length in UTF-16 units, so that no two
   * entries have the same text.
   */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (String part :
        List.of(
            String.valueOf(sequence),
            at.toString(),
            who,
            how,
            action,
            target,
            from,
            outcome,
            previous)) {
      text.append(part.length()).append(':').append(part).append('\n');
    }
    return text.toString();
  }

  /** Entries, newest first. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Page(List<AuditView> items, @Nullable String next) {}

  /**
   * Whether the chain is whole.
   *
   * @param entries how many are there
   * @param head hash of the newest; whoever noted it earlier can compare
   * @param broken first entry that does not fit, if one does not
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Verdict(boolean whole, long entries, String head, @Nullable Long broken) {}
}
