package io.idlegrid.coordinator.domain.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Somebody signed in with a browser. Only the hash of the cookie is known here.
 *
 * @param hash SHA-256 of the cookie's secret, lower-case hex; also the row's key
 * @param address where it signed in from
 * @param client kind of browser
 * @param lastSeenAt to the minute
 * @param token hash of the token that signed in, if it was one
 * @param notAfter when that token expires
 */
public record Session(
    String hash,
    String account,
    String address,
    String client,
    Instant createdAt,
    Instant lastSeenAt,
    Optional<String> token,
    Optional<Instant> notAfter) {

  /** A browser that nobody touched for a working day is one that somebody left. */
  public static final Duration MOST_IDLE = Duration.ofHours(8);

  /** After a week everybody signs in anew, however busy they were. */
  public static final Duration MOST_AGE = Duration.ofDays(7);

  public Instant expiresAt() {
    Instant idle = lastSeenAt.plus(MOST_IDLE);
    Instant old = createdAt.plus(MOST_AGE);
    Instant usual = idle.isBefore(old) ? idle : old;
    return notAfter.filter(usual::isAfter).orElse(usual);
  }

  public boolean isValidAt(Instant now) {
    return now.isBefore(expiresAt());
  }

  public Session seenAt(Instant now) {
    return new Session(hash, account, address, client, createdAt, now, token, notAfter);
  }
}
