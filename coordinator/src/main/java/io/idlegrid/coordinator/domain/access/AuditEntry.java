package io.idlegrid.coordinator.domain.access;

import java.time.Instant;

/**
 * One action that changed something, or was refused.
 *
 * @param sequence counts from 1 without gaps
 * @param who the account; empty for somebody unknown
 * @param how kind of proof that was shown
 * @param action what was done
 * @param target to what
 * @param from address
 * @param outcome {@code done}, or the code of the refusal
 * @param previous hash of the entry before
 * @param hash covers all other parts
 */
public record AuditEntry(
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

  /** What is to be remembered, before it has a place in the chain. */
  public record Deed(
      Instant at,
      String who,
      String how,
      String action,
      String target,
      String from,
      String outcome) {

    /** The same, done to something that is known by now. */
    public Deed about(String what) {
      return new Deed(at, who, how, action, what, from, outcome);
    }
  }
}
