package io.idlegrid.cli.store;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.CommandException;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.TransferLine;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.store.ArtifactView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "push",
    description = {
      "Uploads files under a name; replaces what had the name before.",
      "A folder becomes an archive, several paths become a data set of their files. What the"
          + " coordinator has already is not sent again."
    })
final class ArtifactPush extends GridCommand {

  private static final List<String> ARCHIVES = List.of(".tar", ".tar.gz", ".tgz", ".zip");

  @Parameters(index = "0", paramLabel = "NAME", description = "How to call it.")
  private String name;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "PATH", description = "What to upload.")
  private List<Path> paths;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "archive, file or dataset, where the default is not what is meant.")
  private @Nullable String kind;

  ArtifactPush(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws IOException {
    requireThere();
    String wanted = kind == null ? usualKind() : kind.toLowerCase(Locale.ROOT);
    String sha256;
    boolean isShown = surroundings.terminal().isErr() && !isQuiet();
    try (TransferLine line =
        new TransferLine(surroundings.err(), errPaint(), isShown, surroundings.columns())) {
      sha256 = new Upload(api(), line).upload(wanted, paths);
    }
    ArtifactView artifact =
        api()
            .put(
                ArtifactCommand.PATH + "/" + GridApi.segment(name),
                new ArtifactView.Request(wanted, sha256),
                ArtifactView.class);
    answer(
        Answer.one(
            artifact,
            artifact.sha256(),
            paint ->
                ArtifactList.table(List.of(artifact), surroundings.clock().instant()).text(paint)));
    say("Use it in a job file as artifact:" + artifact.name());
    return ExitCode.DONE;
  }

  private void requireThere() {
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw CommandException.usage("file.missing", "there is no " + path, "check the path");
      }
    }
  }

  private String usualKind() {
    if (paths.size() > 1) {
      return "dataset";
    }
    Path path = paths.get(0);
    String file = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    boolean isArchive = Files.isDirectory(path) || ARCHIVES.stream().anyMatch(file::endsWith);
    return isArchive ? "archive" : "file";
  }
}
