package io.idlegrid.cli.job;

import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "rm",
    aliases = "remove",
    description = {
      "Deletes jobs that are over, with their logs and results.",
      "Code and data that you uploaded for them stay: see blob ls --unused."
    })
final class JobRemove extends GridCommand {

  @Parameters(paramLabel = "ID", arity = "1..*", description = "The jobs.")
  private List<String> ids;

  JobRemove(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    return each(
        ids,
        id -> {
          api().delete(JobPaths.job(id));
          say("Job " + id + " is deleted");
        });
  }
}
