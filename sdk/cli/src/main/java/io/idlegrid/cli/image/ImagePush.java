package io.idlegrid.cli.image;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.CommandException;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.cli.render.TransferLine;
import io.idlegrid.protocol.image.ImageView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "push",
    description = {
      "Gives the images of an archive a name.",
      "FILE is what docker save or podman save wrote, an OCI layout packed with tar, or the tar of a"
          + " root folder. An image for another architecture is added to the name, one for the same"
          + " replaces it; jobs that were submitted before keep what they had."
    })
final class ImagePush extends GridCommand {

  @Parameters(index = "0", paramLabel = "NAME", description = "How to call it: count or count:2.")
  private String name;

  @Parameters(index = "1", paramLabel = "FILE", description = "The archive.")
  private Path file;

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description =
          "Take this architecture only. A root folder does not say its own, so it needs one.")
  private @Nullable String arch;

  ImagePush(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    if (!Files.isRegularFile(file)) {
      throw CommandException.usage("file.missing", "there is no file " + file, "check the path");
    }
    ImageView.Pushed pushed;
    boolean isShown = surroundings.terminal().isErr() && !isQuiet();
    try (TransferLine line =
        new TransferLine(surroundings.err(), errPaint(), isShown, surroundings.columns())) {
      pushed =
          api()
              .pushImage(
                  name, file, arch, (done, total) -> line.show(file.toString(), done, total));
    }
    answer(
        Answer.one(
            pushed,
            pushed.image().digest(),
            paint ->
                ImageList.table(List.of(pushed.image()), surroundings.clock().instant())
                    .text(paint)));
    say(
        "%s stored that were not there. Use it in a job file as run: {image: %s}"
            .formatted(Quantities.bytes(pushed.newBytes()), pushed.image().name()));
    return ExitCode.DONE;
  }
}
