package io.idlegrid.cli.access;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.cli.render.Table;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.access.SessionView;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of session commands. */
@Command(
    name = "session",
    description = "See and end where you are signed in with a browser.",
    subcommands = {SessionCommand.Ls.class, SessionCommand.End.class})
public final class SessionCommand {

  private static final String PATH = "/api/v1/sessions";

  @Command(name = "ls", aliases = "list", description = "Lists your sessions.")
  static final class Ls extends GridCommand {

    @Option(names = "--account", paramLabel = "NAME", description = Whose.WHOSE)
    private @Nullable String account;

    Ls(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    protected int run() {
      List<SessionView> sessions =
          api().get(PATH + Whose.query(account), SessionView.Listing.class).items();
      Table table = Table.of("id", "client", "address", "signed in", "seen", "ends");
      for (SessionView each : sessions) {
        table.row(
            each.id(),
            each.client(),
            each.address(),
            Quantities.ago(each.createdAt(), surroundings.clock().instant()),
            Quantities.ago(each.lastSeenAt(), surroundings.clock().instant()),
            each.expiresAt().truncatedTo(ChronoUnit.SECONDS).toString());
      }
      answer(Answer.many(sessions, SessionView::id, table::text));
      return ExitCode.DONE;
    }
  }

  @Command(name = "end", description = "Ends sessions at once.")
  static final class End extends GridCommand {

    @Parameters(paramLabel = "ID", arity = "1..*", description = "The sessions, as ls shows them.")
    private List<String> ids;

    @Option(names = "--account", paramLabel = "NAME", description = Whose.WHOSE)
    private @Nullable String account;

    End(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    protected int run() {
      return each(
          ids,
          id -> {
            api().delete(PATH + "/" + GridApi.segment(id) + Whose.query(account));
            say("Session " + id + " is over");
          });
    }
  }
}
