package io.idlegrid.cli.store;

import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.store.StoredBlob;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "rm",
    aliases = "remove",
    description = "Deletes what you uploaded and no job or artifact of yours uses.")
final class BlobRemove extends GridCommand {

  @Parameters(paramLabel = "SHA256", arity = "0..*", description = "The blobs.")
  private List<String> blobs = new ArrayList<>();

  @Option(names = "--unused", description = "All that nothing uses.")
  private boolean unused;

  BlobRemove(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    if (unused == !blobs.isEmpty()) {
      throw misuse("name blobs, or give --unused");
    }
    if (unused) {
      all(BlobList.path(true), StoredBlob.Page.class, StoredBlob.Page::items, StoredBlob.Page::next)
          .forEach(blob -> blobs.add(blob.sha256()));
    }
    return each(
        blobs,
        blob -> {
          api().delete(BlobCommand.PATH + "/" + GridApi.segment(blob));
          say("Blob " + blob + " is deleted");
        });
  }
}
