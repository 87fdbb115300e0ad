package io.idlegrid.cli.image;

import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "pull",
    description = {
      "Gives an image of a registry a name; the coordinator fetches it.",
      "Only registries that the administrator allows (idlegrid coordinator --registry) are asked."
          + " Waits until it is there; Ctrl-C ends the waiting, not the pulling."
    })
final class ImagePull extends GridCommand {

  @Parameters(index = "0", paramLabel = "NAME", description = "How to call it: count or count:2.")
  private String name;

  @Parameters(
      index = "1",
      paramLabel = "REGISTRY/REPOSITORY[:TAG]",
      description = "The image, like docker.io/library/alpine:3.20; or with @sha256:… for a tag.")
  private String reference;

  @Option(
      names = "--arch",
      split = ",",
      paramLabel = "ARCH",
      description = "Take these architectures only, with commas between.")
  private @Nullable List<String> archs;

  @Option(
      names = "--follow",
      description = "Pull what is newer by itself; the registry is asked once an hour.")
  private boolean isFollowing;

  @Option(names = "--detach", description = "Do not wait.")
  private boolean isDetached;

  ImagePull(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws InterruptedException {
    PullWatch watch = new PullWatch(surroundings, errPaint(), isQuiet());
    return OriginText.answer(
        this::answer,
        watch.until(
            api().pullImage(name, reference, archs, isFollowing),
            isDetached,
            () -> api().imageOrigin(name)));
  }
}
