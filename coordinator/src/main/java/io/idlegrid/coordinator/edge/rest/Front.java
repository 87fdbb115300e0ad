package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.edge.auth.Origin;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request looks like from outside. A proxy on this machine speaks for whom it serves, if the
 * coordinator was told of it; everybody else speaks for themselves.
 */
final class Front {

  private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9.-]+(:\\d+)?|\\[[0-9a-fA-F:.]+](:\\d+)?");
  private static final String PROXY_NAME = "idlegrid.proxy-name";

  private final Optional<String> proxyName;

  /**
   * @param proxyName under which a proxy on this machine serves others
   */
  Front(Optional<String> proxyName) {
    this.proxyName = proxyName;
  }

  /** To be called before anything else is asked about a request. */
  void know(Context context) {
    proxyName.ifPresent(name -> context.attribute(PROXY_NAME, name));
  }

  private static boolean isForwarded(Context context) {
    return context.attribute(PROXY_NAME) != null && isLoopback(context.ip());
  }

  /** Whether the person's connection is encrypted. */
  static boolean isSecure(Context context) {
    return "https".equals(context.scheme())
        || (isForwarded(context) && "https".equals(context.header("X-Forwarded-Proto")));
  }

  /**
   * Whether browsers may be told to keep to TLS. Under a name of this machine that would hold for
   * whatever else listens here.
   */
  static boolean isReachedByOthers(Context context) {
    boolean isByProxy = !"https".equals(context.scheme());
    return isSecure(context) && (isByProxy || !isThisMachine(name(context.header("Host"))));
  }

  /** Where a request comes from. */
  static Origin origin(Context context) {
    String address = context.ip();
    if (isForwarded(context)) {
      // What stands before the last comma of the last line was said by the client itself.
      for (String line : Collections.list(context.req().getHeaders("X-Forwarded-For"))) {
        address = line.substring(line.lastIndexOf(',') + 1).strip();
      }
    }
    String plain = address.replaceAll("[^0-9a-fA-F.:]", "");
    return new Origin(
        plain.substring(0, Math.min(45, plain.length())),
        ClientKind.of(Optional.ofNullable(context.header("User-Agent"))));
  }

  /**
   * Refuses requests that were meant for somebody else's name: a page may have its own name point
   * to this machine and read what is answered. Over TLS the certificate tells.
   */
  static void requireOwnName(Context context) {
    String host = context.header("Host");
    @Nullable String proxy = context.attribute(PROXY_NAME);
    if (host == null || "https".equals(context.scheme())) {
      return;
    }
    String name = name(host);
    if (!name.equalsIgnoreCase(proxy) && !isThisMachine(name)) {
      throw RefusedException.of(
              Kind.NOT_ALLOWED,
              "access.host",
              "this coordinator is not called " + name,
              "ask for localhost, or start it with --behind-proxy " + name)
          .with("host", name);
    }
  }

  /** The address by which the browser reaches this coordinator; a proxy may ask by another. */
  static URI base(Context context) {
    String host = String.valueOf(context.header("Host"));
    @Nullable String proxy = context.attribute(PROXY_NAME);
    boolean isByProxy = isForwarded(context) && context.header("X-Forwarded-Proto") != null;
    if (isByProxy && proxy != null && !name(host).equalsIgnoreCase(proxy)) {
      host = proxy;
    }
    if (!HOST.matcher(host).matches()) {
      throw RefusedException.of(
              Kind.NOT_ALLOWED,
              "access.host",
              "'" + host + "' is not the name of a host",
              "ask for the coordinator by its name")
          .with("host", host);
    }
    return URI.create((isSecure(context) ? "https://" : "http://") + host);
  }

  private static String name(@Nullable String host) {
    return host == null ? "" : host.replaceFirst(":\\d*$", "");
  }

  /**
   * By an address or the one name that is known: what others point to is what cannot be trusted.
   */
  private static boolean isThisMachine(String name) {
    return name.equalsIgnoreCase("localhost")
        || name.equals("[::1]")
        || LOOPBACK.matcher(name).matches();
  }

  /** Whether a browser says that a page of somebody else makes it ask. */
  static boolean isForeign(Context context) {
    List<String> origins = Collections.list(context.req().getHeaders("Origin"));
    if (!origins.isEmpty()) {
      return !origins.stream().allMatch(origin -> isOwn(origin, context));
    }
    String site = context.header("Sec-Fetch-Site");
    return site != null && !site.equals("same-origin") && !site.equals("none");
  }

  /** Over TLS, a page that came without it is somebody else's: whoever was in between wrote it. */
  private static boolean isOwn(String origin, Context context) {
    try {
      URI page = URI.create(origin);
      String authority = page.getRawAuthority();
      return authority != null
          && authority.equalsIgnoreCase(context.header("Host"))
          && (!isSecure(context) || "https".equalsIgnoreCase(page.getScheme()));
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
