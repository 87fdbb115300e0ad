package io.idlegrid.cli.job;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.CommandException;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.SpanConverter;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.protocol.job.JobView;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "wait",
    description = {
      "Waits until a job is over; shows a progress bar on a terminal, lines of JSON otherwise.",
      "Exit code 0 when it succeeded, 1 when not, 124 when the time was up."
    })
final class JobWait extends GridCommand {

  @Parameters(paramLabel = "ID", description = "The job.")
  private String id;

  @Option(
      names = "--timeout",
      paramLabel = "SPAN",
      converter = SpanConverter.class,
      description = "Wait at most so long, such as 90s or 2h.")
  private @Nullable Duration timeout;

  JobWait(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws InterruptedException {
    JobProgress progress = JobProgress.in(surroundings, isQuiet());
    Optional<JobView> ended =
        Detachment.during(
            surroundings,
            id,
            () ->
                new JobWatcher(api(), surroundings, progress)
                    .await(id, Optional.ofNullable(timeout)));
    JobView job =
        ended.orElseThrow(
            () ->
                new CommandException(
                    ExitCode.TIMEOUT,
                    "wait.timeout",
                    "job %s is not over after %s".formatted(id, timeout),
                    "it goes on; wait again, or see idlegrid job explain " + id));
    answer(
        Answer.one(
            job, job.id(), paint -> JobText.full(job, surroundings.clock().instant(), paint)));
    return job.state().equals("SUCCEEDED") ? ExitCode.DONE : ExitCode.FAILED;
  }
}
