package io.idlegrid.protocol.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a token or session speaks for, and what it may do.
 *
 * @param scopes what the token may be used for; {@code all} for sessions
 * @param csrf for sessions only: what requests that change something show in {@code X-CSRF-Token}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Whoami(
    String account,
    List<String> roles,
    List<String> rights,
    List<String> scopes,
    @Nullable String csrf) {

  public Whoami(String account, List<String> roles, List<String> rights) {
    this(account, roles, rights, List.of("all"), null);
  }
}
