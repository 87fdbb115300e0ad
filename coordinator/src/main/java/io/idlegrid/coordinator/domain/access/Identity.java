package io.idlegrid.coordinator.domain.access;

import java.time.Instant;

/**
 * Somebody whom an OpenID provider vouches for, and the account that they sign in to.
 *
 * @param issuer address of the provider
 * @param subject the provider's own name of them; never given to anybody else
 */
public record Identity(String issuer, String subject, String account, Instant linkedAt) {

  /** Key of its row. An issuer is a URL, which has no space. */
  public static String key(String issuer, String subject) {
    return issuer + " " + subject;
  }

  public String key() {
    return key(issuer, subject);
  }
}
