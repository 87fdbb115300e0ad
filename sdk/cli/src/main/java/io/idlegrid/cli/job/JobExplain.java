package io.idlegrid.cli.job;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.command.WatchOptions;
import io.idlegrid.protocol.job.JobExplanation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "explain",
    aliases = "why",
    description = {
      "Says why a job's units wait: reasons, how many devices have each, and examples.",
      "With --unit, every device and all its reasons, and what became of earlier attempts."
    })
final class JobExplain extends GridCommand {

  @Parameters(paramLabel = "ID", description = "The job.")
  private String id;

  @Option(names = "--unit", paramLabel = "N", description = "One unit, in full; counted from 0.")
  private @Nullable Long unit;

  @Mixin private WatchOptions watch;

  JobExplain(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws InterruptedException {
    answer(watch, this::explanation);
    return ExitCode.DONE;
  }

  private Answer explanation() {
    JobExplanation why =
        api()
            .get(
                JobPaths.job(id) + "/explain" + (unit == null ? "" : "?unit=" + unit),
                JobExplanation.class);
    return Answer.one(why, why.job(), paint -> ExplanationText.text(why, paint));
  }
}
