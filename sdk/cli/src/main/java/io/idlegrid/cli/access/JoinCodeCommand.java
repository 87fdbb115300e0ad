package io.idlegrid.cli.access;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Table;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.device.Joining.InvitationListing;
import io.idlegrid.protocol.device.Joining.InvitationView;
import java.time.temporal.ChronoUnit;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The group of join-code commands. */
@Command(
    name = "join-code",
    description = "Let devices in.",
    subcommands = {JoinCodeCreate.class, JoinCodeCommand.Ls.class, JoinCodeCommand.Rm.class})
public final class JoinCodeCommand {

  private static final String PATH = "/api/v1/invitations";

  @Command(name = "ls", aliases = "list", description = "Lists join codes that are good.")
  static final class Ls extends GridCommand {

    Ls(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    protected int run() {
      List<InvitationView> codes = api().get(PATH, InvitationListing.class).items();
      Table table = Table.of("id", "owner", ">uses left", "valid until");
      for (InvitationView code : codes) {
        table.row(
            code.id(),
            code.owner(),
            String.valueOf(code.usesLeft()),
            code.expiresAt().truncatedTo(ChronoUnit.SECONDS).toString());
      }
      answer(Answer.many(codes, InvitationView::id, table::text));
      return ExitCode.DONE;
    }
  }

  @Command(name = "rm", aliases = "remove", description = "Takes join codes back.")
  static final class Rm extends GridCommand {

    @Parameters(paramLabel = "ID", arity = "1..*", description = "The codes, as ls shows them.")
    private List<String> ids;

    Rm(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    protected int run() {
      return each(
          ids,
          id -> {
            api().delete(PATH + "/" + GridApi.segment(id));
            say("Join code " + id + " is taken back");
          });
    }
  }
}
