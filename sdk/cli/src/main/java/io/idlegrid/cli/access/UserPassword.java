package io.idlegrid.cli.access;

import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.access.AccountView;
import io.idlegrid.protocol.access.PasswordChange;
import io.idlegrid.protocol.access.Whoami;
import java.io.IOException;
import picocli.CommandLine.Command;

/** Changes one's own password. */
@Command(
    name = "password",
    description = "Changes your password; every browser is signed out, tokens go on.")
final class UserPassword extends GridCommand {

  UserPassword(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws IOException {
    GridApi api = api();
    String name = api.get("/api/v1/whoami", Whoami.class).account();
    AccountView account = api.get(UserCommand.path(name), AccountView.class);
    Passphrase passphrase = new Passphrase(surroundings);
    String current = account.hasPassword() ? passphrase.ask("Password of " + name) : null;
    api.send("POST", "/api/v1/password", new PasswordChange(current, passphrase.choose()));
    say("The password of " + name + " is changed");
    return ExitCode.DONE;
  }
}
