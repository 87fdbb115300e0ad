package io.idlegrid.cli.access;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.cli.render.Table;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.access.TokenView;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of token commands. */
@Command(
    name = "token",
    description = "Make, list and remove your tokens.",
    subcommands = {TokenCommand.Create.class, TokenCommand.Ls.class, TokenCommand.Rm.class})
public final class TokenCommand {

  private static final String PATH = "/api/v1/tokens";

  @Command(
      name = "create",
      description = "Makes a token. Its secret is shown once and never again.")
  static final class Create extends GridCommand {

    @Option(
        names = "--label",
        paramLabel = "LABEL",
        defaultValue = "command line",
        description = "What it is for (default: ${DEFAULT-VALUE}).")
    private String label;

    @Option(
        names = {"--days", "--expires"},
        paramLabel = "DAYS",
        description = "Valid for so many days; without end if left out.")
    private @Nullable Integer days;

    @Option(
        names = "--scope",
        paramLabel = "SCOPE",
        split = ",",
        description = "What it may be used for: read, jobs, devices, accounts; all if left out.")
    private @Nullable List<String> scopes;

    @Option(
        names = "--account",
        paramLabel = "NAME",
        description = "For another account, of a lower role than yours.")
    private @Nullable String account;

    Create(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    protected int run() {
      TokenView.Created made =
          api()
              .post(
                  PATH + Whose.query(account),
                  new TokenView.Request(label, days, scopes),
                  TokenView.Created.class);
      answer(Answer.one(made, made.secret(), paint -> made.secret() + "\n"));
      say(
          "Token %s of %s for %s, valid %s. Keep it: it is not shown again."
              .formatted(
                  made.token().id(),
                  made.token().account(),
                  String.join(", ", made.token().scopes()),
                  validity(made.token().expiresAt())));
      return ExitCode.DONE;
    }
  }

  @Command(name = "ls", aliases = "list", description = "Lists your tokens.")
  static final class Ls extends GridCommand {

    @Option(names = "--account", paramLabel = "NAME", description = Whose.WHOSE)
    private @Nullable String account;

    Ls(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    protected int run() {
      List<TokenView> tokens =
          api().get(PATH + Whose.query(account), TokenView.Listing.class).items();
      Table table = Table.of("id", "label", "scopes", "made", "used", "valid");
      for (TokenView token : tokens) {
        table.row(
            token.id(),
            token.label(),
            String.join(", ", token.scopes()),
            Quantities.ago(token.createdAt(), surroundings.clock().instant()),
            Quantities.ago(token.lastUsedAt(), surroundings.clock().instant()),
            validity(token.expiresAt()));
      }
      answer(Answer.many(tokens, TokenView::id, table::text));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "revoke",
      aliases = {"rm", "remove"},
      description = "Removes tokens; they end at once.")
  static final class Rm extends GridCommand {

    @Option(names = "--account", paramLabel = "NAME", description = Whose.WHOSE)
    private @Nullable String account;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "The tokens, as ls shows them.")
    private List<String> ids;

    Rm(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    protected int run() {
      return each(
          ids,
          id -> {
            api().delete(PATH + "/" + GridApi.segment(id) + Whose.query(account));
            say("Token " + id + " is removed");
          });
    }
  }

  private static String validity(@Nullable Instant end) {
    return end == null ? "without end" : "until " + end.truncatedTo(ChronoUnit.SECONDS);
  }
}
