package io.idlegrid.cli.access;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.CommandException;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Settings;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.access.AccountView;
import io.idlegrid.protocol.access.PasswordChange;
import io.idlegrid.protocol.trust.CoordinatorTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets whoever has the coordinator's machine back in. */
@Command(
    name = "recover",
    description = {
      "On the coordinator's machine: makes a one-time link that sets an account's password.",
      "Ends every lock-out of the account and enables it. An account that is not there is made, as"
          + " an administrator: administrators are made in no other way.",
      "With --disable or --role it changes the account instead, an administrator's too."
    })
final class UserRecover extends GridCommand {

  @Parameters(paramLabel = "NAME", description = "Which account.")
  private String name;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${env:IDLEGRID_COORDINATOR_DATA:-idlegrid-data}",
      description = "The coordinator's data folder (default: ${DEFAULT-VALUE}).")
  private Path data;

  @Option(names = "--disable", description = "Shut the account out instead.")
  private boolean isShutOut;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      split = ",",
      description = "Give the account these roles instead of those that it has.")
  private List<String> roles = List.of();

  UserRecover(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws IOException {
    String url = read("url");
    GridApi coordinator =
        new GridApi(Settings.uri(url, data.resolve("url").toString()), "", trust(url));
    return isShutOut || !roles.isEmpty() ? overrule(coordinator) : invite(coordinator, url);
  }

  private int overrule(GridApi coordinator) throws IOException {
    AccountView changed =
        coordinator.post(
            "/api/v1/recovery/account",
            new PasswordChange.Overrule(
                read("host.secret"), name, roles.isEmpty() ? null : roles, isShutOut ? true : null),
            AccountView.class);
    answer(
        Answer.one(
            changed,
            changed.name(),
            paint ->
                "%s is %s%s%n"
                    .formatted(
                        changed.name(),
                        String.join(", ", changed.roles()),
                        changed.disabled() ? ", and disabled" : "")));
    return ExitCode.DONE;
  }

  private int invite(GridApi coordinator, String url) throws IOException {
    AccountView.Invite made =
        coordinator.post(
            "/api/v1/recovery",
            new PasswordChange.Recovery(read("host.secret"), name),
            AccountView.Invite.class);
    String link = url + made.path();
    answer(Answer.one(made, link, paint -> link + "\n"));
    say("Valid once, until %s: open it and choose a password.".formatted(made.expiresAt()));
    return ExitCode.DONE;
  }

  /** This machine's own coordinator is known by what lies in its folder, whatever it is called. */
  private CoordinatorTrust trust(String url) throws IOException {
    return url.startsWith("https:")
        ? CoordinatorTrust.parse("sha256:" + read("certificate.sha256"))
        : CoordinatorTrust.usual();
  }

  private String read(String file) throws IOException {
    try {
      return Files.readString(data.resolve(file)).strip();
    } catch (NoSuchFileException e) {
      throw new CommandException(
          ExitCode.NOT_FOUND,
          "recovery.data",
          data.toAbsolutePath() + " is not the data folder of a coordinator that runs",
          "start the coordinator, and name its folder with --data");
    }
  }
}
