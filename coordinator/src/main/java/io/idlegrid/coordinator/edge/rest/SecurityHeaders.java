package io.idlegrid.coordinator.edge.rest;

import io.javalin.http.Context;
import java.util.Map;

/** Headers that every answer carries, so that no page of ours can be turned against its reader. */
final class SecurityHeaders {

  /** The portal loads nothing from elsewhere; its charts set styles, never scripts. */
  private static final String CONTENT_SECURITY_POLICY =
      String.join(
          "; ",
          "default-src 'self'",
          "script-src 'self'",
          "style-src 'self' 'unsafe-inline'",
          "img-src 'self' data: blob:",
          "connect-src 'self'",
          "object-src 'none'",
          "base-uri 'none'",
          "form-action 'self'",
          "frame-ancestors 'none'");

  /** A phone may photograph what shall be classified; nothing else is ours to ask for. */
  private static final String PERMISSIONS =
      "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()";

  private static final String TLS_FOR_A_YEAR = "max-age=31536000";

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy", CONTENT_SECURITY_POLICY,
          "Referrer-Policy", "no-referrer",
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Permissions-Policy", PERMISSIONS,
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          // What accounts see is theirs; the portal's files say otherwise themselves.
          "Cache-Control", "no-store");

  private SecurityHeaders() {}

  /** By name; also for what is answered before anybody reads the request. */
  static Map<String, String> all() {
    return HEADERS;
  }

  static void set(Context context) {
    all().forEach(context::header);
    if (Front.isReachedByOthers(context)) {
      context.header("Strict-Transport-Security", TLS_FOR_A_YEAR);
    }
  }
}
