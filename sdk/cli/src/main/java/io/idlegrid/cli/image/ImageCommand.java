package io.idlegrid.cli.image;

import picocli.CommandLine.Command;

/** The group of image commands. */
@Command(
    name = "image",
    description = "Container images that units run in: run.image in a job file.",
    subcommands = {
      ImagePush.class,
      ImageBuildCommand.class,
      ImagePull.class,
      ImageRefresh.class,
      ImageOriginCommand.class,
      ImageList.class,
      ImageGet.class,
      ImageDistribute.class,
      ImageRemove.class
    })
public final class ImageCommand {

  static final String PATH = "/api/v1/images";
}
