package io.idlegrid.coordinator.domain.access;

import java.time.Duration;
import java.time.Instant;

/**
 * The secret that makes the first administrator, as long as there is no account. Only its hash is
 * known here; there is one row of it at most.
 *
 * @param hash SHA-256 of the secret, lower-case hex
 */
public record SetupSecret(String hash, Instant expiresAt) {

  /** Key of its row. */
  public static final String KEY = "setup";

  /** It stands in a terminal's history or in a log; another start prints another. */
  public static final Duration VALID_FOR = Duration.ofDays(1);

  public boolean isValidAt(Instant now) {
    return now.isBefore(expiresAt);
  }
}
