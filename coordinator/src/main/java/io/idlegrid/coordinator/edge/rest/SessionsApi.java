package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.Right;
import io.idlegrid.coordinator.domain.access.Session;
import io.idlegrid.coordinator.edge.auth.Accounts;
import io.idlegrid.coordinator.edge.auth.Caller;
import io.idlegrid.coordinator.edge.auth.SignIn;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.protocol.access.PasswordChange;
import io.idlegrid.protocol.access.SessionView;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Sessions and the password of an account over HTTP. */
final class SessionsApi {

  private static final String CURRENT = "current";

  private final SignIn signIn;
  private final Accounts accounts;

  SessionsApi(SignIn signIn, Accounts accounts) {
    this.signIn = signIn;
    this.accounts = accounts;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/sessions", Route.ANY_ACCOUNT, "Lists your sessions")
            .query("account", "string", "another account, of a lower role than yours")
            .answers(200, "the sessions", SessionView.Listing.class)
            .by(this::list),
        Route.delete(
                "/api/v1/sessions/{id}",
                Route.ANY_ACCOUNT,
                "Ends one of your sessions; 'current' signs out")
            .query("account", "string", "another account, of a lower role than yours")
            .answers(204, "ended")
            .by(this::end),
        Route.post(
                "/api/v1/password",
                Route.ANY_ACCOUNT,
                "Changes your password; every session ends, the one that asks too")
            .body(PasswordChange.class)
            .answers(204, "changed")
            .by(this::change));
  }

  private void list(Request request) throws IOException {
    Account account = whose(request, accounts);
    request.answer(
        new SessionView.Listing(
            signIn.sessions(account.name(), request.at()).stream()
                .map(each -> view(each, request))
                .toList()));
  }

  private static SessionView view(Session session, Request request) {
    return new SessionView(
        session.hash().substring(0, AccessViews.SHOWN_HASH),
        session.account(),
        session.address(),
        session.client(),
        session.createdAt(),
        session.lastSeenAt(),
        session.expiresAt(),
        current(request).map(session.hash()::equals).orElse(false));
  }

  private static Optional<String> current(Request request) {
    return request.user().proof() instanceof Caller.Proof.BySession mine
        ? Optional.of(mine.session().hash())
        : Optional.empty();
  }

  private void end(Request request) {
    Account account = whose(request, accounts);
    String id = request.path("id");
    boolean isCurrent = id.equals(CURRENT);
    String named = isCurrent ? current(request).orElse(id) : id;
    signIn.end(
        account.name(),
        named,
        request.deed(
            account.name() + ": session " + named.substring(0, Math.min(12, named.length()))));
    if (isCurrent) {
      SessionCookie.clear(request.context());
    }
    request.context().status(204);
  }

  private void change(Request request) throws IOException {
    PasswordChange wanted = request.body(PasswordChange.class);
    Account account = request.user().account();
    if (account.password().isEmpty() && request.user().proof().endsAt().isPresent()) {
      throw RefusedException.of(
          Kind.NOT_ALLOWED,
          "password.first",
          "what expires cannot set an account's first password, which does not",
          "use a token without end, or ask an administrator for an invitation");
    }
    accounts.changePassword(
        account,
        Optional.ofNullable(wanted.current()),
        wanted.password(),
        request.origin(),
        request.deed(account.name()));
    SessionCookie.clear(request.context());
    request.context().status(204);
  }

  /** The account that a request is about: the caller's, or one that the caller may manage. */
  static Account whose(Request request, Accounts accounts) {
    Account mine = request.user().account();
    Optional<String> other = request.query("account").filter(name -> !name.equals(mine.name()));
    if (other.isEmpty()) {
      return mine;
    }
    if (!mine.may(Right.MANAGE_ACCOUNTS)) {
      throw Denied.notYours("account " + other.get());
    }
    Account account = accounts.require(other.get());
    if (!request.user().mayManage(account)) {
      throw Denied.notYours("account " + other.get());
    }
    return account;
  }
}
