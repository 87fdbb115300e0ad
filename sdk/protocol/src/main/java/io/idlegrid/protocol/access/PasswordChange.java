package io.idlegrid.protocol.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
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

  /**
   * Changes an account of whatever role; absent parts stay as they are.
   *
   * @param secret proves access to the coordinator's data folder
   * @param disabled whether it is shut out
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Overrule(
      String secret, String account, @Nullable List<String> roles, @Nullable Boolean disabled) {}
}
