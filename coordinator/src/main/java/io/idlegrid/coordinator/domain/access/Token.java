package io.idlegrid.coordinator.domain.access;

import java.time.Instant;
import java.util.Optional;

/**
 * A secret that speaks for an account. Only its hash is known here.
 *
 * @param hash SHA-256 of the secret, lower-case hex; also the row's key
 * @param label what its holder calls it
 */
public record Token(
    String hash, String account, String label, Instant createdAt, Optional<Instant> expiresAt) {

  /** Whether it still counts. */
  public boolean isValidAt(Instant now) {
    return expiresAt.map(now::isBefore).orElse(true);
  }
}
