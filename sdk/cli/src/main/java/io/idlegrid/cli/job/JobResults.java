package io.idlegrid.cli.job;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.cli.render.TransferLine;
import io.idlegrid.protocol.job.ResultManifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "results",
    description = {
      "Lists what a job put out, or downloads it: as files, as one file, or as a zip.",
      "A download that was interrupted goes on where it stopped when it is repeated."
    })
final class JobResults extends GridCommand {

  @Parameters(paramLabel = "ID", description = "The job.")
  private String id;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Download every file, to DIR/UNIT/PATH; also while the job runs.")
  private @Nullable Path folder;

  @Option(
      names = "--concat",
      paramLabel = "FILE",
      description = "Download all of it as one file in unit order; - is standard output.")
  private @Nullable String concat;

  @Option(
      names = "--zip",
      paramLabel = "FILE",
      description = "Download all of it as a zip; - is standard output.")
  private @Nullable String zip;

  JobResults(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws Exception {
    if (Stream.of(folder, concat, zip).filter(Objects::nonNull).count() > 1) {
      throw misuse("--out, --concat and --zip exclude each other");
    }
    try (TransferLine line =
        new TransferLine(
            surroundings.err(),
            errPaint(),
            surroundings.terminal().isErr() && !isQuiet(),
            surroundings.columns())) {
      if (folder != null) {
        folder(folder, line);
      } else if (concat != null) {
        file("/concat", concat, line);
      } else if (zip != null) {
        file("/archive.zip", zip, line);
      } else {
        list();
      }
    }
    return ExitCode.DONE;
  }

  private void list() {
    ResultListing listing = ResultListing.read(api(), id);
    List<ResultManifest.Item> items = listing.items();
    answer(
        Answer.many(
            items,
            item -> item.unit() + "/" + item.path(),
            paint -> JobText.manifest(items, listing.isComplete(), paint)));
  }

  private void folder(Path into, TransferLine line) throws Exception {
    ResultListing listing = ResultListing.read(api(), id);
    ResultFolder results = new ResultFolder(api(), id, into);
    long bytes = results.download(listing.items(), line);
    line.close();
    say(
        "%s, %s, in %s"
            .formatted(
                Quantities.count(listing.items().size(), "file"), Quantities.bytes(bytes), into));
    if (!listing.isComplete()) {
      say("The job is not over: repeat this for what comes later.");
    }
  }

  private void file(String path, String target, TransferLine line) {
    if (target.equals("-")) {
      api().download(JobPaths.results(id) + path, surroundings.out(), 0);
      surroundings.out().flush();
      return;
    }
    long size =
        api()
            .download(
                JobPaths.results(id) + path,
                Path.of(target),
                (done, total) -> line.show(target, done, total));
    line.close();
    say("%s in %s".formatted(Quantities.bytes(size), target));
  }
}
