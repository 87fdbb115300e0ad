package io.idlegrid.coordinator.domain.access;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A secret that speaks for an account. Only its hash is known here.
 *
 * @param hash SHA-256 of the secret, lower-case hex; also the row's key
 * @param label what its holder calls it
 * @param givenScopes what it may be used for; empty in rows from before there were scopes
 * @param lastUsedAt to the minute
 * @param mintedBy who made it, if it was not the account itself; empty in rows from before this was
 *     kept
 */
public record Token(
    String hash,
    String account,
    String label,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Set<Scope>> givenScopes,
    Optional<Instant> lastUsedAt,
    Optional<String> mintedBy) {

  /** Whether it still counts. */
  public boolean isValidAt(Instant now) {
    return expiresAt.map(now::isBefore).orElse(true);
  }

  public Set<Scope> scopes() {
    return givenScopes.orElse(Set.of(Scope.ALL));
  }

  public Token usedAt(Instant now) {
    return new Token(
        hash, account, label, createdAt, expiresAt, givenScopes, Optional.of(now), mintedBy);
  }
}
