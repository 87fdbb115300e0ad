package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.edge.auth.Accounts;
import io.idlegrid.coordinator.edge.auth.Doorkeeper;
import io.idlegrid.protocol.access.TokenView;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Tokens over HTTP. */
final class TokensApi {

  private static final String PATH = "/api/v1/tokens";
  private static final String OTHER = "another account, of a lower role than yours";

  private final Doorkeeper doorkeeper;
  private final Accounts accounts;

  TokensApi(Doorkeeper doorkeeper, Accounts accounts) {
    this.doorkeeper = doorkeeper;
    this.accounts = accounts;
  }

  List<Route> routes() {
    return List.of(
        Route.get(PATH, Route.ANY_ACCOUNT, "Lists your tokens")
            .query("account", "string", OTHER)
            .answers(200, "the tokens", TokenView.Listing.class)
            .by(this::list),
        Route.post(
                PATH,
                Route.ANY_ACCOUNT,
                "Adds a token to your account; it ends no later than the one that asks")
            .query("account", "string", OTHER)
            .body(TokenView.Request.class)
            .answers(201, "the token and its secret", TokenView.Created.class)
            .by(this::add),
        Route.delete(PATH + "/{id}", Route.ANY_ACCOUNT, "Removes one of your tokens")
            .query("account", "string", OTHER)
            .answers(204, "gone")
            .by(this::remove));
  }

  private void list(Request request) throws IOException {
    String account = SessionsApi.whose(request, accounts).name();
    request.answer(
        new TokenView.Listing(
            doorkeeper.tokens(account).stream().map(AccessViews::token).toList()));
  }

  private void add(Request request) throws IOException {
    TokenView.Request wanted = request.body(TokenView.Request.class);
    AccessViews.requireLabel(wanted.label());
    Optional<Duration> validFor =
        request.user().capped(AccessViews.validity(wanted.days()), request.at());
    var scopes = AccessViews.scopes(wanted.scopes(), request.caller());
    Account account = SessionsApi.whose(request, accounts);
    request.answer(
        201,
        AccessViews.created(
            doorkeeper.addToken(
                account,
                wanted.label(),
                validFor,
                scopes,
                request.deed(account.name() + ": token '" + wanted.label() + "' for " + scopes))));
  }

  private void remove(Request request) {
    String account = SessionsApi.whose(request, accounts).name();
    String id = request.path("id");
    doorkeeper.removeToken(account, id, request.deed(account + ": token " + id));
    request.context().status(204);
  }
}
