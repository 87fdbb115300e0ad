package io.idlegrid.cli.store;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.cli.render.Table;
import io.idlegrid.protocol.store.ArtifactView;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;

@Command(name = "ls", aliases = "list", description = "Lists your artifacts by name.")
final class ArtifactList extends GridCommand {

  ArtifactList(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    List<ArtifactView> artifacts =
        all(
            ArtifactCommand.PATH,
            ArtifactView.Page.class,
            ArtifactView.Page::items,
            ArtifactView.Page::next);
    answer(
        Answer.many(
            artifacts,
            ArtifactView::name,
            paint ->
                artifacts.isEmpty()
                    ? "No artifacts. Make one: idlegrid artifact push NAME PATH\n"
                    : table(artifacts, surroundings.clock().instant()).text(paint)));
    return ExitCode.DONE;
  }

  static Table table(List<ArtifactView> artifacts, Instant now) {
    Table table = Table.of("name", "kind", ">size", "pushed", "sha256");
    for (ArtifactView artifact : artifacts) {
      table.row(
          artifact.name(),
          artifact.kind(),
          Quantities.bytes(artifact.size()),
          Quantities.ago(artifact.at(), now),
          artifact.sha256());
    }
    return table;
  }
}
