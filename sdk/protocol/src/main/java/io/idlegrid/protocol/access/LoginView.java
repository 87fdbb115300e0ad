package io.idlegrid.protocol.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in that was tried.
 *
 * @param account empty when there is no such account
 * @param address where it came from
 * @param client kind of client, such as {@code Firefox on Linux}
 * @param way {@code password}, {@code token}, {@code invitation}, {@code openid} or {@code setup}
 * @param success whether it was let in
 */
public record LoginView(
    Instant at, String account, String address, String client, String way, boolean success) {

  /** Sign-ins, newest first. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Listing(List<LoginView> items, @Nullable String next) {}
}
