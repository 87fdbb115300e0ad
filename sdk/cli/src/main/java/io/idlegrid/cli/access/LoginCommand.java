package io.idlegrid.cli.access;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.CommandException;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Settings;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.client.Credentials;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.access.Setup;
import io.idlegrid.protocol.access.TokenView;
import io.idlegrid.protocol.access.Whoami;
import io.idlegrid.protocol.trust.CoordinatorTrust;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Remembers a coordinator and a token. */
@Command(
    name = "login",
    description = {
      "Remembers a coordinator and your token for the commands that follow.",
      "With --account NAME, which asks for the password and gets a token for this machine; with"
          + " --token T (or --token - to read it from standard input); or at a coordinator's first"
          + " start with --account NAME --setup-secret -, which asks for the secret that the"
          + " coordinator printed, and makes its administrator."
    })
public final class LoginCommand extends GridCommand {

  /** As long as a season; then one signs in again. */
  private static final int DAYS = 90;

  @Parameters(paramLabel = "URL", description = "The coordinator, such as http://127.0.0.1:7080.")
  private String address;

  @Option(
      names = "--account",
      paramLabel = "NAME",
      description = "Your account; with --setup-secret, the administrator to make.")
  private @Nullable String account;

  @Option(
      names = "--setup-secret",
      paramLabel = "SECRET",
      description =
          "What the coordinator printed at its first start; - asks for it, or reads it from standard"
              + " input. Others on this machine see what stands on a command line.")
  private @Nullable String secret;

  LoginCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws IOException {
    String url = Settings.plain(address);
    URI uri = Settings.uri(url, "the command line");
    String token = token(uri);
    Whoami me = new GridApi(uri, token, settings().trust()).get("/api/v1/whoami", Whoami.class);
    Path file = Settings.file(surroundings);
    CoordinatorTrust trust = settings().trust();
    new Credentials(url, token, trust.isOwn() ? trust.text() : null).store(file);
    answer(
        Answer.one(
            me,
            me.account(),
            paint ->
                "Logged in to %s as %s (%s)%n"
                    .formatted(url, paint.bold(me.account()), String.join(", ", me.roles()))));
    say("Remembered in " + file);
    return ExitCode.DONE;
  }

  private String token(URI uri) throws IOException {
    boolean isNamed = account != null || secret != null;
    if (isNamed && tokenOption().isPresent()) {
      throw misuse("--token excludes --account and --setup-secret");
    }
    if (secret != null) {
      return setUp(uri);
    }
    if (account != null) {
      return byPassword(uri, account);
    }
    String token =
        tokenOption()
            .orElseThrow(
                () ->
                    misuse(
                        "Who are you? Give --account NAME for a password, or --token TOKEN; at the"
                            + " first start --account NAME --setup-secret -"));
    return token.equals("-") ? readToken() : token;
  }

  /** The password itself is kept nowhere. */
  private String byPassword(URI uri, String name) throws IOException {
    String password = new Passphrase(surroundings).ask("Password of " + name);
    return new GridApi(uri, "", settings().trust())
        .post(
            "/api/v1/tokens/by-password",
            new TokenView.Login(name, password, "idlegrid login", DAYS, null),
            TokenView.Created.class)
        .secret();
  }

  private String setUp(URI uri) throws IOException {
    if (account == null || secret == null) {
      throw misuse("--account and --setup-secret go together");
    }
    String shown =
        secret.equals("-") ? new Passphrase(surroundings).ask("Setup secret").strip() : secret;
    return new GridApi(uri, "", settings().trust())
        .post("/api/v1/setup", new Setup(shown, account), TokenView.Created.class)
        .secret();
  }

  private String readToken() throws IOException {
    String line =
        new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8))
            .readLine();
    if (line == null || line.isBlank()) {
      throw CommandException.usage(
          "login.token", "standard input has no token", "write it there in one line");
    }
    return line.strip();
  }
}
