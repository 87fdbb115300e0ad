package io.idlegrid.protocol.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Someone who submits, lends or operates.
 *
 * @param disabled whether it is shut out
 * @param hasPassword whether it can sign in with a password
 * @param quota what it may use at most
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AccountView(
    String name,
    List<String> roles,
    Instant createdAt,
    boolean disabled,
    boolean hasPassword,
    QuotaView quota) {

  /**
   * Asks for an account; roles are {@code administrator}, {@code operator}, {@code submitter}, …
   */
  public record Request(String name, List<String> roles) {}

  /** What shall be different; absent parts stay as they are. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Change(
      @Nullable List<String> roles, @Nullable Boolean disabled, @Nullable QuotaView quota) {}

  /**
   * A secret with which the account's holder sets a password, once.
   *
   * @param path behind the coordinator's address, to be opened in a browser
   */
  public record Invite(String account, String secret, String path, Instant expiresAt) {}

  /** A page of accounts by name; {@code next} asks for the following one. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Page(List<AccountView> items, @Nullable String next) {}
}
