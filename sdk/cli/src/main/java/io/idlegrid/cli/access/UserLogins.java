package io.idlegrid.cli.access;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Table;
import io.idlegrid.protocol.access.LoginView;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the login history. */
@Command(name = "logins", description = "Shows who signed in, or tried to: when, from where, how.")
final class UserLogins extends GridCommand {

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "Which account; yours by default.")
  private @Nullable String name;

  @Option(names = "--all", description = "Everybody's, for administrators.")
  private boolean isAll;

  UserLogins(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    String query = isAll ? "?all=true&limit=1000" : Whose.query(name);
    List<LoginView> tries = api().get("/api/v1/logins" + query, LoginView.Listing.class).items();
    Table table = Table.of("at", "account", "way", "outcome", "address", "client");
    for (LoginView each : tries) {
      table.row(
          each.at().truncatedTo(ChronoUnit.SECONDS).toString(),
          each.account().isEmpty() ? "-" : each.account(),
          each.way(),
          each.success() ? "let in" : "refused",
          each.address(),
          each.client());
    }
    answer(Answer.many(tries, each -> each.at().toString(), table::text));
    return ExitCode.DONE;
  }
}
