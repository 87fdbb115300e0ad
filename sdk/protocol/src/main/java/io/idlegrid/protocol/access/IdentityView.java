package io.idlegrid.protocol.access;

import java.time.Instant;
import java.util.List;

/**
 * Somebody whom an OpenID provider vouches for, and who signs in to an account.
 *
 * @param id names it here
 * @param issuer address of the provider
 * @param subject the provider's own name of them
 */
public record IdentityView(String id, String issuer, String subject, Instant linkedAt) {

  /** All identities of an account. */
  public record Listing(List<IdentityView> items) {}
}
