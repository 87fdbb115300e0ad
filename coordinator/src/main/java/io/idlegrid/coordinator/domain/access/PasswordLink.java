package io.idlegrid.coordinator.domain.access;

import java.time.Instant;

/**
 * A secret with which an account's holder sets a password, once. Only its hash is known here.
 *
 * @param hash SHA-256 of the secret, lower-case hex; also the row's key
 */
public record PasswordLink(String hash, String account, Instant expiresAt) {}
