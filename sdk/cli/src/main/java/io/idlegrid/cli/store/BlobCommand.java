package io.idlegrid.cli.store;

import picocli.CommandLine.Command;

/** The group of blob commands. */
@Command(
    name = "blob",
    description = "See and delete the code and data that you uploaded.",
    subcommands = {BlobList.class, BlobRemove.class})
public final class BlobCommand {

  static final String PATH = "/api/v1/blobs";
}
