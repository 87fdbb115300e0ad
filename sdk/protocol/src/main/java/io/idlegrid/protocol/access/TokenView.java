package io.idlegrid.protocol.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API token, without its secret.
 *
 * @param id start of the secret's hash, enough to name it
 * @param scopes what it may be used for: {@code all}, or some of {@code read}, {@code jobs}, {@code
 *     devices} and {@code accounts}
 * @param lastUsedAt when it was shown last, to the minute
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenView(
    String id,
    String account,
    String label,
    List<String> scopes,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt) {

  /**
   * Asks for a token.
   *
   * @param label what its holder calls it
   * @param days how long it is valid, 1 to 3,650; absent for no end
   * @param scopes what it may be used for; absent for everything its account may do
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Request(String label, @Nullable Integer days, @Nullable List<String> scopes) {

    public Request(String label, @Nullable Integer days) {
      this(label, days, null);
    }
  }

  /** Asks for a token by showing a password: for programs, which keep no cookies. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Login(
      String account,
      String password,
      String label,
      @Nullable Integer days,
      @Nullable List<String> scopes) {}

  /** A new token with its secret, which is told only once. */
  public record Created(String secret, TokenView token) {}

  /** Tokens of an account. */
  public record Listing(List<TokenView> items) {}
}
