package io.idlegrid.cli.store;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.cli.render.Table;
import io.idlegrid.protocol.store.StoredBlob;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "ls",
    aliases = "list",
    description = "Lists what you uploaded, and which jobs and artifacts use it.")
final class BlobList extends GridCommand {

  @Option(names = "--unused", description = "Only what no job and no artifact of yours uses.")
  private boolean unused;

  BlobList(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    List<StoredBlob> blobs =
        all(path(unused), StoredBlob.Page.class, StoredBlob.Page::items, StoredBlob.Page::next);
    answer(
        Answer.many(
            blobs,
            StoredBlob::sha256,
            paint ->
                blobs.isEmpty()
                    ? "No blobs.\n"
                    : table(blobs, surroundings.clock().instant()).text(paint)));
    return ExitCode.DONE;
  }

  static String path(boolean onlyUnused) {
    return BlobCommand.PATH + (onlyUnused ? "?unused=true" : "");
  }

  private static Table table(List<StoredBlob> blobs, Instant now) {
    Table table = Table.of("sha256", ">size", "uploaded", "used by");
    for (StoredBlob blob : blobs) {
      table.row(
          blob.sha256(),
          Quantities.bytes(blob.size()),
          Quantities.ago(blob.at(), now),
          blob.usedBy().stream()
              .map(use -> use.kind() + " " + use.name())
              .collect(Collectors.joining(", ")));
    }
    return table;
  }
}
