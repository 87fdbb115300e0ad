package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Scope;
import io.idlegrid.coordinator.edge.auth.Caller;
import io.idlegrid.coordinator.edge.auth.SignIn;
import io.idlegrid.coordinator.edge.auth.SignIn.SignedIn;
import io.idlegrid.protocol.access.PasswordChange;
import io.idlegrid.protocol.access.SessionView;
import io.idlegrid.protocol.access.Setup;
import io.idlegrid.protocol.access.TokenView;
import io.idlegrid.protocol.access.Whoami;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Ways in, over HTTP. */
final class SignInApi {

  private final SignIn signIn;

  SignInApi(SignIn signIn) {
    this.signIn = signIn;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/api/v1/setup", Route.OPEN, "Makes the first administrator")
            .body(Setup.class)
            .answers(201, "the administrator's token", TokenView.Created.class)
            .by(this::setUp),
        Route.post("/api/v1/sessions", Route.OPEN, "Signs a browser in with a password")
            .body(SessionView.ByPassword.class)
            .answers(201, "who it speaks for; a cookie comes along", Whoami.class)
            .by(this::byPassword),
        Route.post("/api/v1/sessions/by-token", Route.OPEN, "Signs a browser in with a token")
            .body(SessionView.ByToken.class)
            .answers(201, "who it speaks for; a cookie comes along", Whoami.class)
            .by(this::byToken),
        Route.post(
                "/api/v1/sessions/by-invitation",
                Route.OPEN,
                "Sets a password by a one-time secret, and signs a browser in")
            .body(PasswordChange.Redeem.class)
            .answers(201, "who it speaks for; a cookie comes along", Whoami.class)
            .by(this::byInvitation),
        Route.post("/api/v1/tokens/by-password", Route.OPEN, "Gives a token for a password")
            .body(TokenView.Login.class)
            .answers(201, "the token and its secret", TokenView.Created.class)
            .by(this::token),
        Route.get("/api/v1/whoami", Route.ANY_ACCOUNT, "Says who a token or a session speaks for")
            .answers(200, "the account", Whoami.class)
            .by(this::whoami));
  }

  private void setUp(Request request) throws IOException {
    Setup setup = request.body(Setup.class);
    request.answer(
        201,
        AccessViews.created(
            signIn.setUp(
                setup.secret(),
                setup.account(),
                Optional.ofNullable(setup.password()),
                request.origin(),
                request.deed(setup.account()))));
  }

  private void byPassword(Request request) throws IOException {
    SessionView.ByPassword shown = request.body(SessionView.ByPassword.class);
    welcome(
        request,
        signIn.byPassword(shown.account(), shown.password(), request.origin(), request.deed("")));
  }

  private void byToken(Request request) throws IOException {
    SessionView.ByToken shown = request.body(SessionView.ByToken.class);
    welcome(request, signIn.byToken(shown.token(), request.origin(), request.deed("")));
  }

  private void byInvitation(Request request) throws IOException {
    PasswordChange.Redeem shown = request.body(PasswordChange.Redeem.class);
    welcome(
        request,
        signIn.byLink(shown.secret(), shown.password(), request.origin(), request.deed("")));
  }

  /** Lets a browser in. */
  static void welcome(Request request, SignedIn signedIn) throws IOException {
    SessionCookie.set(request.context(), signedIn.secret());
    request.answer(201, AccessViews.whoami(signedIn.account(), Set.of(Scope.ALL), signedIn.csrf()));
  }

  private void token(Request request) throws IOException {
    TokenView.Login wanted = request.body(TokenView.Login.class);
    AccessViews.requireLabel(wanted.label());
    request.answer(
        201,
        AccessViews.created(
            signIn.token(
                wanted.account(),
                wanted.password(),
                wanted.label(),
                AccessViews.validity(wanted.days()),
                AccessViews.scopes(wanted.scopes(), request.caller()),
                request.origin(),
                request.deed("token '" + wanted.label() + "'"))));
  }

  private void whoami(Request request) throws IOException {
    Caller.User user = request.user();
    String csrf = user.proof() instanceof Caller.Proof.BySession session ? session.csrf() : null;
    request.answer(AccessViews.whoami(user.account(), user.proof().scopes(), csrf));
  }
}
