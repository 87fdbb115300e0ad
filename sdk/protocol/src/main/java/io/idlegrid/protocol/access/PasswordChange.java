package io.idlegrid.protocol.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Sets another password; every session of the account ends.
 *
 * @param current the password until now; absent if there was none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PasswordChange(@Nullable String current, String password) {

  /**
   * Sets a password by a one-time secret.
   *
   * @param secret from an invitation or from {@code idlegrid user recover}
   */
  public record Redeem(String secret, String password) {}

  /**
   * Asks for a way back to an account.
   *
   * @param secret proves access to the coordinator's data folder
   */
  public record Recovery(String secret, String account) {}
}
