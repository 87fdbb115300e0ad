package io.idlegrid.cli.image;

import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.client.GridApi;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "rm",
    aliases = "remove",
    description = "Takes names away; unfinished jobs that use what they named keep it.")
final class ImageRemove extends GridCommand {

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "The images.")
  private List<String> names;

  ImageRemove(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    return each(
        names,
        name -> {
          api().delete(ImageCommand.PATH + "/" + GridApi.segment(name));
          say("Image " + name + " has no name any more");
        });
  }
}
