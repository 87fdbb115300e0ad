package io.idlegrid.protocol.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Makes the first administrator.
 *
 * @param secret the one-time secret that the coordinator printed at its first start
 * @param account name of the account to make
 * @param password what it signs in with; absent for tokens only
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Setup(String secret, String account, @Nullable String password) {

  public Setup(String secret, String account) {
    this(secret, account, null);
  }
}
