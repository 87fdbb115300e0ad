package io.idlegrid.cli.store;

import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.client.GridApi;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "rm",
    aliases = "remove",
    description = "Takes names away; jobs that use what they named keep it.")
final class ArtifactRemove extends GridCommand {

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "The artifacts.")
  private List<String> names;

  ArtifactRemove(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    return each(
        names,
        name -> {
          api().delete(ArtifactCommand.PATH + "/" + GridApi.segment(name));
          say("Artifact " + name + " has no name any more");
        });
  }
}
