package io.idlegrid.protocol.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API token, without its secret.
 *
 * @param id start of the secret's hash, enough to name it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenView(
    String id, String account, String label, Instant createdAt, @Nullable Instant expiresAt) {

  /**
   * Asks for a token.
   *
   * @param label what its holder calls it
   * @param days how long it is valid, 1 to 3,650; absent for no end
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Request(String label, @Nullable Integer days) {}

  /** A new token with its secret, which is told only once. */
  public record Created(String secret, TokenView token) {}

  /** Tokens of an account. */
  public record Listing(List<TokenView> items) {}
}
