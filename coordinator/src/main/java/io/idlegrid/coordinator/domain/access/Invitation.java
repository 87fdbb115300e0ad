package io.idlegrid.coordinator.domain.access;

import java.time.Instant;

/**
 * A join code: whoever shows it may add devices to an account. Only its hash is known here.
 *
 * @param hash SHA-256 of the code, lower-case hex; also the row's key
 * @param owner account that the devices will belong to
 * @param usesLeft devices that may still join with it
 * @param needsApproval whether somebody looks at each device before it gets anything
 */
public record Invitation(
    String hash, String owner, int usesLeft, Instant expiresAt, boolean needsApproval) {

  /** Why it cannot be used, or nothing. */
  public Verdict judge(Instant now) {
    if (!now.isBefore(expiresAt)) {
      return Verdict.EXPIRED;
    }
    return usesLeft > 0 ? Verdict.GOOD : Verdict.USED_UP;
  }

  public Invitation usedOnce() {
    return new Invitation(hash, owner, usesLeft - 1, expiresAt, needsApproval);
  }

  /** Whether a code still opens the door. */
  public enum Verdict {
    GOOD,
    EXPIRED,
    USED_UP
  }
}
