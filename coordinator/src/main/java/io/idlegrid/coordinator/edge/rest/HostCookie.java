package io.idlegrid.coordinator.edge.rest;

import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/**
 * A cookie of this coordinator, which scripts cannot read. Cookies do not know ports, so that its
 * name does: several coordinators on one machine each have their own.
 *
 * @param name what it is for
 * @param sameSite when other sites can have it sent
 */
record HostCookie(String name, String sameSite) {

  private String fullName(Context context) {
    String plain = name + "-" + context.req().getLocalPort();
    // The prefix makes browsers insist on Secure, on this very host and on the whole path.
    return Front.isSecure(context) ? "__Host-" + plain : plain;
  }

  @Nullable String read(Context context) {
    return context.cookie(fullName(context));
  }

  void set(Context context, String value, long seconds) {
    String secure = Front.isSecure(context) ? "; Secure" : "";
    context
        .res()
        .addHeader(
            "Set-Cookie",
            "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=%s%s"
                .formatted(fullName(context), value, seconds, sameSite, secure));
  }

  void clear(Context context) {
    set(context, "", 0);
  }
}
