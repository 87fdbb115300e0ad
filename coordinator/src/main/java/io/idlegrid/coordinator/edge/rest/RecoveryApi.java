package io.idlegrid.coordinator.edge.rest;

import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.edge.auth.Accounts;
import io.idlegrid.coordinator.edge.auth.SignIn;
import io.idlegrid.protocol.access.AccountView;
import io.idlegrid.protocol.access.PasswordChange;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What whoever has the coordinator's machine may do to every account, over HTTP. */
final class RecoveryApi {

  private static final String PATH = "/api/v1/recovery";

  private final SignIn signIn;
  private final OwnersDevices devices;
  private final String hostSecret;

  /**
   * @param hostSecret lies in the data folder: whoever shows it has access to the machine
   */
  RecoveryApi(SignIn signIn, OwnersDevices devices, String hostSecret) {
    this.signIn = signIn;
    this.devices = devices;
    this.hostSecret = hostSecret;
  }

  List<Route> routes() {
    return List.of(
        Route.post(PATH, Route.OPEN, "Lets whoever has the coordinator's data folder back in")
            .body(PasswordChange.Recovery.class)
            .answers(201, "an invitation", AccountView.Invite.class)
            .by(this::recover),
        Route.post(
                PATH + "/account",
                Route.OPEN,
                "Lets whoever has the coordinator's data folder disable or demote any account")
            .body(PasswordChange.Overrule.class)
            .answers(200, "the account", AccountView.class)
            .by(this::overrule));
  }

  private void recover(Request request) throws IOException {
    PasswordChange.Recovery wanted = request.body(PasswordChange.Recovery.class);
    request.answer(
        201,
        AccountsApi.invite(
            signIn.recover(
                wanted.secret(),
                hostSecret,
                wanted.account(),
                request.origin(),
                request.deed(wanted.account()))));
  }

  private void overrule(Request request) throws IOException {
    PasswordChange.Overrule wanted = request.body(PasswordChange.Overrule.class);
    Accounts.Change change =
        new Accounts.Change(
            Optional.ofNullable(wanted.roles()),
            Optional.ofNullable(wanted.disabled()),
            Optional.empty());
    String words =
        AccountsApi.words(new AccountView.Change(wanted.roles(), wanted.disabled(), null));
    Account changed =
        signIn.overrule(
            wanted.secret(),
            hostSecret,
            wanted.account(),
            change,
            request.origin(),
            request.deed(wanted.account() + ": " + words));
    if (changed.isShutOut()) {
      devices.disconnect(changed.name());
    }
    request.answer(AccessViews.account(changed));
  }
}
