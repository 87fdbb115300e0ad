package io.idlegrid.cli.store;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.TransferLine;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.store.ArtifactView;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "get", aliases = "show", description = "Shows an artifact, or downloads it.")
final class ArtifactGet extends GridCommand {

  @Parameters(paramLabel = "NAME", description = "The artifact.")
  private String name;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Download it to this file; goes on where it stopped when repeated.")
  private @Nullable Path file;

  ArtifactGet(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    ArtifactView artifact =
        api().get(ArtifactCommand.PATH + "/" + GridApi.segment(name), ArtifactView.class);
    if (file != null) {
      download(artifact, file);
    }
    answer(
        Answer.one(
            artifact,
            artifact.sha256(),
            paint ->
                ArtifactList.table(List.of(artifact), surroundings.clock().instant()).text(paint)));
    return ExitCode.DONE;
  }

  private void download(ArtifactView artifact, Path target) {
    boolean isShown = surroundings.terminal().isErr() && !isQuiet();
    try (TransferLine line =
        new TransferLine(surroundings.err(), errPaint(), isShown, surroundings.columns())) {
      api()
          .download(
              "/api/v1/blobs/" + artifact.sha256(),
              target,
              (done, total) -> line.show(target.toString(), done, total));
    }
  }
}
