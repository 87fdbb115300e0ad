package io.idlegrid.protocol.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How a browser can sign in beside passwords and tokens.
 *
 * @param openId the OpenID provider that may vouch for people; absent when there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SignInWays(@Nullable OpenId openId) {

  /**
   * An OpenID provider.
   *
   * @param name what people call it
   */
  public record OpenId(String name) {}

  /**
   * Begins to sign in with the OpenID provider.
   *
   * @param invitation one-time secret of an account that is the identity's from now on; absent for
   *     the account that is so already
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Begin(@Nullable String invitation) {}

  /**
   * Where to send the browser.
   *
   * @param address at the provider; good for ten minutes
   */
  public record Address(String address) {}
}
