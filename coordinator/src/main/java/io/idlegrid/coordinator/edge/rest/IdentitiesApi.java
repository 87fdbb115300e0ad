package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.Identity;
import io.idlegrid.coordinator.edge.auth.Accounts;
import io.idlegrid.coordinator.edge.auth.Identities;
import io.idlegrid.protocol.access.IdentityView;
import java.io.IOException;
import java.util.List;

/** The identities with which accounts sign in, over HTTP. */
final class IdentitiesApi {

  private static final String PATH = "/api/v1/identities";
  private static final String OTHER = "another account, of a lower role than yours";

  private final Accounts accounts;

  IdentitiesApi(Accounts accounts) {
    this.accounts = accounts;
  }

  List<Route> routes() {
    return List.of(
        Route.get(PATH, Route.ANY_ACCOUNT, "Lists the OpenID identities that sign in as you")
            .query("account", "string", OTHER)
            .answers(200, "the identities", IdentityView.Listing.class)
            .by(this::list),
        Route.delete(
                PATH + "/{id}",
                Route.ANY_ACCOUNT,
                "An identity signs in no more; every session ends, the one that asks too")
            .query("account", "string", OTHER)
            .answers(204, "unlinked; the last way to sign in never is")
            .by(this::unlink));
  }

  private void list(Request request) throws IOException {
    Account account = SessionsApi.whose(request, accounts);
    request.answer(
        new IdentityView.Listing(
            accounts.identities(account).stream().map(IdentitiesApi::view).toList()));
  }

  private void unlink(Request request) {
    Account account = SessionsApi.whose(request, accounts);
    String id = request.path("id");
    accounts.unlink(account, id, request.deed(account.name() + ": identity " + id));
    request.context().status(204);
  }

  private static IdentityView view(Identity identity) {
    return new IdentityView(
        Identities.id(identity), identity.issuer(), identity.subject(), identity.linkedAt());
  }
}
