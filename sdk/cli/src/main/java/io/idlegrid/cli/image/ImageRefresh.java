package io.idlegrid.cli.image;

import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "refresh",
    description = "Pulls an image again from the registry that it came from.")
final class ImageRefresh extends GridCommand {

  @Parameters(paramLabel = "NAME", description = "The image.")
  private String name;

  @Option(names = "--detach", description = "Do not wait.")
  private boolean isDetached;

  ImageRefresh(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws InterruptedException {
    PullWatch watch = new PullWatch(surroundings, errPaint(), isQuiet());
    return OriginText.answer(
        this::answer,
        watch.until(api().refreshImage(name), isDetached, () -> api().imageOrigin(name)));
  }
}
