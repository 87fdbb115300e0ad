package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Session;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** The cookie that keeps a browser signed in. Other sites cannot have it sent. */
final class SessionCookie {

  private static final HostCookie COOKIE = new HostCookie("idlegrid", "Strict");

  private SessionCookie() {}

  static @Nullable String read(Context context) {
    return COOKIE.read(context);
  }

  static void set(Context context, String secret) {
    COOKIE.set(context, secret, Session.MOST_AGE.toSeconds());
  }

  static void clear(Context context) {
    COOKIE.clear(context);
  }
}
