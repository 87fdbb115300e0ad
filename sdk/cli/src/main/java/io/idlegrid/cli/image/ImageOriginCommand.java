package io.idlegrid.cli.image;

import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "origin",
    description =
        "Tells from which registry an image came, whether it is stale, and how its pull goes.")
final class ImageOriginCommand extends GridCommand {

  @Parameters(paramLabel = "NAME", description = "The image.")
  private String name;

  ImageOriginCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    return OriginText.answer(this::answer, api().imageOrigin(name));
  }
}
