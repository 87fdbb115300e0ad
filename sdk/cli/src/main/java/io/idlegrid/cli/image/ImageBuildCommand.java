package io.idlegrid.cli.image;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.CommandException;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Table;
import io.idlegrid.cli.render.TransferLine;
import io.idlegrid.client.ImageBuild;
import io.idlegrid.protocol.image.BuildView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "build",
    description = {
      "Builds an image of a folder with a Dockerfile, and gives it a name.",
      "The coordinator's host builds it, where the operator allows that (idlegrid coordinator"
          + " --builds), within limits and without network unless the operator gives one. FROM takes scratch and images of"
          + " idlegrid image ls. What .dockerignore names stays here. Ctrl-C ends the waiting, not"
          + " the build."
    })
final class ImageBuildCommand extends GridCommand {

  @Parameters(index = "0", paramLabel = "NAME", description = "How to call it: count or count:2.")
  private String name;

  @Parameters(index = "1", paramLabel = "FOLDER", arity = "0..1", description = "The folder.")
  private @Nullable Path folder;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "PATH",
      defaultValue = "Dockerfile",
      description = "The Dockerfile, below the folder (default: ${DEFAULT-VALUE}).")
  private String file;

  @Option(
      names = "--build-arg",
      paramLabel = "NAME=VALUE",
      description = "A value for ARG; may be repeated.")
  private Map<String, String> arguments = new LinkedHashMap<>();

  @Option(names = "--target", paramLabel = "STAGE", description = "End with this stage.")
  private @Nullable String target;

  @Option(names = "--detach", description = "Do not wait.")
  private boolean isDetached;

  @Option(names = "--cancel", description = "End a build of this name instead.")
  private boolean isCancelling;

  ImageBuildCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws InterruptedException {
    ImageBuild build = new ImageBuild(api(), name);
    if (isCancelling) {
      build.cancel();
      say("the build of %s ends".formatted(name));
      return ExitCode.DONE;
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw CommandException.usage(
          "folder.missing",
          folder == null ? "no folder is named" : "there is no folder " + folder,
          "name the folder with the Dockerfile: idlegrid image build NAME FOLDER");
    }
    begin(build, folder);
    BuildView end = isDetached ? build.look(0) : build.join(this::log);
    answer(Answer.one(end, end.state(), paint -> table(end).text(paint)));
    return end.goesOn() || end.state().equals(BuildView.DONE) ? ExitCode.DONE : ExitCode.FAILED;
  }

  private void begin(ImageBuild build, Path from) {
    boolean isShown = surroundings.terminal().isErr() && !isQuiet();
    try (TransferLine line =
        new TransferLine(surroundings.err(), errPaint(), isShown, surroundings.columns())) {
      build.begin(
          new ImageBuild.Source(from, file, arguments, Optional.ofNullable(target)),
          (done, total) -> line.show(from.toString(), done, total));
    }
  }

  private void log(String text) {
    if (!isQuiet()) {
      surroundings.err().print(text);
      surroundings.err().flush();
    }
  }

  private static Table table(BuildView view) {
    Table table = Table.of("", "");
    table.row("image", view.name());
    table.row("build", view.state());
    BuildView.Problem problem = view.problem();
    if (problem != null) {
      table.row("where", problem.place());
      table.row("problem", problem.detail());
      table.row("hint", problem.hint());
    }
    return table;
  }
}
