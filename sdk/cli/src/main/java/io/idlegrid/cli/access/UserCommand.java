package io.idlegrid.cli.access;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.cli.render.Table;
import io.idlegrid.protocol.access.AccountView;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of account commands. */
@Command(
    name = "user",
    description = "Add and list accounts.",
    subcommands = {UserCommand.Create.class, UserCommand.Ls.class})
public final class UserCommand {

  private static final String PATH = "/api/v1/accounts";

  @Command(name = "create", description = "Adds an account.")
  static final class Create extends GridCommand {

    @Parameters(paramLabel = "NAME", description = "How it is called.")
    private String name;

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        split = ",",
        defaultValue = "submitter",
        description =
            "administrator, operator, submitter, owner or viewer; may be repeated"
                + " (default: ${DEFAULT-VALUE}).")
    private List<String> roles;

    Create(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    protected int run() {
      AccountView made = api().post(PATH, new AccountView.Request(name, roles), AccountView.class);
      answer(
          Answer.one(
              made,
              made.name(),
              paint -> "%s (%s)%n".formatted(made.name(), String.join(", ", made.roles()))));
      say("Give it a token: idlegrid token create --account " + made.name());
      return ExitCode.DONE;
    }
  }

  @Command(name = "ls", aliases = "list", description = "Lists accounts.")
  static final class Ls extends GridCommand {

    Ls(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    protected int run() {
      List<AccountView> accounts =
          all(PATH, AccountView.Page.class, AccountView.Page::items, AccountView.Page::next);
      Table table = Table.of("name", "roles", "made");
      for (AccountView account : accounts) {
        table.row(
            account.name(),
            String.join(", ", account.roles()),
            Quantities.ago(account.createdAt(), surroundings.clock().instant()));
      }
      answer(Answer.many(accounts, AccountView::name, table::text));
      return ExitCode.DONE;
    }
  }
}
