package io.idlegrid.cli.image;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.image.ImageView;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "get", aliases = "show", description = "Shows an image.")
final class ImageGet extends GridCommand {

  @Parameters(paramLabel = "NAME", description = "The image.")
  private String name;

  ImageGet(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    ImageView image = api().get(ImageCommand.PATH + "/" + GridApi.segment(name), ImageView.class);
    answer(
        Answer.one(
            image,
            image.digest(),
            paint ->
                ImageList.table(List.of(image), surroundings.clock().instant()).text(paint)
                    + "\nTo insist on exactly this in a job file: %s@sha256:%s\n"
                        .formatted(image.name(), image.digest())));
    return ExitCode.DONE;
  }
}
