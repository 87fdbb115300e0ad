package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Scope;
import io.idlegrid.coordinator.edge.auth.Caller;
import io.idlegrid.coordinator.edge.auth.Doorkeeper;
import io.idlegrid.protocol.problem.Problem;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out who asks, and whether the route is for them. */
final class Gate {

  private static final String CSRF = "X-CSRF-Token";

  private final Doorkeeper doorkeeper;

  Gate(Doorkeeper doorkeeper) {
    this.doorkeeper = doorkeeper;
  }

  /** Whoever shows nothing is nobody; whoever shows something wrong is not asked for a cookie. */
  Optional<Caller> caller(Context context, Instant now) {
    String authorization = context.header("Authorization");
    return authorization != null
        ? doorkeeper.whoShows(authorization, now)
        : doorkeeper.whoseCookie(SessionCookie.read(context), now);
  }

  /** Why the route is not for them, if it is not. */
  static Optional<Problem> refusal(Route route, Context context, Optional<Caller> caller) {
    return access(route.access(), caller)
        .or(() -> foreign(route, context, caller))
        .or(() -> outOfScope(route, caller));
  }

  static Problem noToken(String detail, String hint) {
    return Problems.problem(401, "access.token", detail, hint, false);
  }

  /**
   * Browsers send cookies by themselves, also for pages of somebody else: whoever relies on one
   * shows in a header what only our own page can know.
   */
  private static Optional<Problem> foreign(Route route, Context context, Optional<Caller> caller) {
    boolean isByCookie =
        caller.isPresent()
            && caller.get() instanceof Caller.User user
            && user.proof() instanceof Caller.Proof.BySession;
    if (route.access() instanceof Route.Access.Open && !route.isChanging()) {
      // Nothing is asked in anybody's name; and a provider's page sends browsers back to us.
      return Optional.empty();
    }
    boolean isOpen = caller.isEmpty() && context.header("Authorization") == null;
    if ((isByCookie || (isOpen && route.isChanging())) && Front.isForeign(context)) {
      return Optional.of(
          Problems.problem(
              403,
              "access.origin",
              "a page of somebody else may not ask this in your name",
              "open the portal at the coordinator's own address",
              false));
    }
    if (route.isChanging()
        && !(route.access() instanceof Route.Access.Open)
        && caller.isPresent()
        && caller.get() instanceof Caller.User user
        && user.proof() instanceof Caller.Proof.BySession session
        && !isSame(session.csrf(), context.header(CSRF))) {
      return Optional.of(
          Problems.problem(
              403,
              "access.csrf",
              "the header " + CSRF + " is missing or wrong",
              "show what whoami says under csrf",
              true));
    }
    return Optional.empty();
  }

  private static boolean isSame(String expected, @Nullable String shown) {
    return shown != null
        && MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<Problem> outOfScope(Route route, Optional<Caller> caller) {
    if (route.access() instanceof Route.Access.Open
        || caller.isEmpty()
        || !(caller.get() instanceof Caller.User user)
        || user.proof().scopes().contains(Scope.ALL)
        || user.proof().scopes().contains(route.scope())
        || route.path().equals("/api/v1/whoami")) {
      return Optional.empty();
    }
    String scope = route.scope().name().toLowerCase(Locale.ROOT);
    return Optional.of(
        Problems.problem(
            403,
            "access.scope",
            "the token may not be used for this: it lacks the scope " + scope,
            "make one that has it: idlegrid token create --scope " + scope,
            false));
  }

  private static Optional<Problem> access(Route.Access access, Optional<Caller> caller) {
    if (access instanceof Route.Access.Open) {
      return Optional.empty();
    }
    if (caller.isEmpty()) {
      return Optional.of(
          noToken(
              "no valid token was shown",
              "send Authorization: Bearer TOKEN; idlegrid login gets one"));
    }
    boolean isDevice = caller.get() instanceof Caller.Worker;
    boolean mayDevice =
        access instanceof Route.Access.AccountsAndDevices || access instanceof Route.Access.Devices;
    boolean mayAccount = !(access instanceof Route.Access.Devices);
    if (isDevice ? !mayDevice : !mayAccount) {
      return Optional.of(
          Problems.problem(
              403,
              "access.kind",
              isDevice ? "a device key does not open this" : "only devices may do this",
              isDevice ? "use an account's token" : "use a device's key",
              false));
    }
    if (caller.get() instanceof Caller.Worker worker && worker.device().isPending()) {
      return Optional.of(
          Problems.problem(
              403,
              "device.pending",
              "device " + worker.device().name() + " waits for somebody's approval",
              "have an operator or its owner run idlegrid device approve "
                  + worker.device().id().value(),
              true));
    }
    if (access instanceof Route.Access.Having having
        && caller.get() instanceof Caller.User user
        && !user.account().may(having.right())) {
      return Optional.of(Problems.of(Denied.lacks(user.account().name(), having.right())));
    }
    return Optional.empty();
  }
}
