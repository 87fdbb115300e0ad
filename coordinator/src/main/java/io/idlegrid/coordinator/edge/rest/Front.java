package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.edge.auth.Origin;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * What a request looks like from outside. A proxy on this machine speaks for whom it serves; others
 * speak for themselves.
 */
final class Front {

  private Front() {}

  /** Whether the person's connection is encrypted. */
  static boolean isSecure(Context context) {
    boolean isForwarded =
        isLoopback(context.ip()) && "https".equals(context.header("X-Forwarded-Proto"));
    return "https".equals(context.scheme()) || isForwarded;
  }

  /** Where a request comes from. */
  static Origin origin(Context context) {
    String address = context.ip();
    String forwarded = context.header("X-Forwarded-For");
    if (isLoopback(address) && forwarded != null) {
      // What stands before the last comma was said by the client itself.
      address = forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
    }
    String plain = address.replaceAll("[^0-9a-fA-F.:]", "");
    return new Origin(
        plain.substring(0, Math.min(45, plain.length())),
        ClientKind.of(Optional.ofNullable(context.header("User-Agent"))));
  }

  /** Whether a browser says that a page of somebody else makes it ask. */
  static boolean isForeign(Context context) {
    String origin = context.header("Origin");
    if (origin != null) {
      return !isOwn(origin, context.header("Host"));
    }
    String site = context.header("Sec-Fetch-Site");
    return site != null && !site.equals("same-origin") && !site.equals("none");
  }

  private static boolean isOwn(String origin, String host) {
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority != null && authority.equalsIgnoreCase(host);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
