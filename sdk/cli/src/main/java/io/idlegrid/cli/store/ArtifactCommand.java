package io.idlegrid.cli.store;

import picocli.CommandLine.Command;

/** The group of artifact commands. */
@Command(
    name = "artifact",
    description = "Name code and data that several jobs use: artifact:NAME in a job file.",
    subcommands = {ArtifactPush.class, ArtifactList.class, ArtifactGet.class, ArtifactRemove.class})
public final class ArtifactCommand {

  static final String PATH = "/api/v1/artifacts";
}
