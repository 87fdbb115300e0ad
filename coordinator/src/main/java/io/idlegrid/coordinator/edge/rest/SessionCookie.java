package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Session;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/**
 * The cookie that keeps a browser signed in. Scripts cannot read it, other sites cannot have it
 * sent. Cookies do not know ports, so that its name does: several coordinators on one machine each
 * have their own.
 */
final class SessionCookie {

  private SessionCookie() {}

  private static String name(Context context) {
    String plain = "idlegrid-" + context.req().getLocalPort();
    // The prefix makes browsers insist on Secure, on this very host and on the whole path.
    return Front.isSecure(context) ? "__Host-" + plain : plain;
  }

  static @Nullable String read(Context context) {
    return context.cookie(name(context));
  }

  static void set(Context context, String secret) {
    write(context, secret, Session.MOST_AGE.toSeconds());
  }

  static void clear(Context context) {
    write(context, "", 0);
  }

  private static void write(Context context, String value, long seconds) {
    String secure = Front.isSecure(context) ? "; Secure" : "";
    context
        .res()
        .addHeader(
            "Set-Cookie",
            "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s"
                .formatted(name(context), value, seconds, secure));
  }
}
