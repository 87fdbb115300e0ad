package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Scope;
import io.javalin.http.HandlerType;
import java.util.Map;

/** What scope a token needs for a route, by the first word of its path. */
final class RouteScope {

  private static final String ROOT = "/api/v1/";
  private static final String INVITE = ROOT + "accounts/{name}/invite";

  private static final Map<String, Scope> AREAS =
      Map.ofEntries(
          Map.entry("jobs", Scope.JOBS),
          Map.entry("services", Scope.JOBS),
          Map.entry("blobs", Scope.JOBS),
          Map.entry("artifacts", Scope.JOBS),
          Map.entry("images", Scope.JOBS),
          Map.entry("image-archives", Scope.JOBS),
          Map.entry("image-objects", Scope.JOBS),
          Map.entry("image-sources", Scope.JOBS),
          Map.entry("schemas", Scope.JOBS),
          Map.entry("devices", Scope.DEVICES),
          Map.entry("removed-devices", Scope.DEVICES),
          Map.entry("invitations", Scope.DEVICES),
          Map.entry("accounts", Scope.ACCOUNTS),
          Map.entry("tokens", Scope.ACCOUNTS),
          Map.entry("sessions", Scope.ACCOUNTS),
          Map.entry("identities", Scope.ACCOUNTS),
          Map.entry("logins", Scope.ACCOUNTS),
          Map.entry("audit", Scope.ACCOUNTS));

  private RouteScope() {}

  /**
   * To look needs READ, except at accounts. What is not listed needs everything to change it, and
   * so do passwords: whoever sets one can sign in, for everything.
   */
  static Scope of(HandlerType method, String path) {
    if (path.equals(INVITE)) {
      return Scope.ALL;
    }
    String area = path.startsWith(ROOT) ? path.substring(ROOT.length()).split("/", 2)[0] : "";
    Scope scope = AREAS.getOrDefault(area, Scope.ALL);
    return method.equals(HandlerType.GET) && scope != Scope.ACCOUNTS ? Scope.READ : scope;
  }
}
