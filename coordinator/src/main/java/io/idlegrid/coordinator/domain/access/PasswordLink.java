package io.idlegrid.coordinator.domain.access;

import java.time.Instant;
import java.util.Optional;

/**
 * A secret with which an account's holder sets a password, once. Only its hash is known here.
 *
 * @param hash SHA-256 of the secret, lower-case hex; also the row's key
 * @param mintedBy who made it; empty for whoever has the data folder
 */
public record PasswordLink(
    String hash, String account, Instant expiresAt, Optional<String> mintedBy) {

  /** Whose it is and who made it, for the audit log. */
  public String words() {
    return account
        + ": by an invitation "
        + mintedBy.map(who -> "of " + who).orElse("made on the coordinator's machine");
  }
}
