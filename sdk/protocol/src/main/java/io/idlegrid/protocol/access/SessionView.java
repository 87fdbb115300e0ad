package io.idlegrid.protocol.access;

import java.time.Instant;
import java.util.List;

/**
 * Somebody signed in with a browser.
 *
 * @param id start of its secret's hash, enough to name it
 * @param current whether it is the one that asks
 */
public record SessionView(
    String id,
    String account,
    String address,
    String client,
    Instant createdAt,
    Instant lastSeenAt,
    Instant expiresAt,
    boolean current) {

  /** Signs in with a password. */
  public record ByPassword(String account, String password) {}

  /** Signs in with a token, for a browser that shall keep none. */
  public record ByToken(String token) {}

  /** Sessions of an account. */
  public record Listing(List<SessionView> items) {}
}
