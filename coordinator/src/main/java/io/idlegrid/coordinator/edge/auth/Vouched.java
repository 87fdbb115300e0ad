package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.domain.access.Identity;

/**
 * Somebody whom an OpenID provider vouches for.
 *
 * @param issuer address of the provider
 * @param subject the provider's own name of them
 * @param name what they may be called here, if nobody is called so yet; whatever the provider says
 */
public record Vouched(String issuer, String subject, String name) {

  String key() {
    return Identity.key(issuer, subject);
  }
}
