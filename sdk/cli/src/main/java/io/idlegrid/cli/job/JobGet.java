package io.idlegrid.cli.job;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.command.WatchOptions;
import io.idlegrid.protocol.job.JobView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "get", aliases = "show", description = "Shows a job.")
final class JobGet extends GridCommand {

  @Parameters(paramLabel = "ID", description = "The job.")
  private String id;

  @Mixin private WatchOptions watch;

  JobGet(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws InterruptedException {
    answer(watch, this::job);
    return ExitCode.DONE;
  }

  private Answer job() {
    JobView job = api().get(JobPaths.job(id), JobView.class);
    return Answer.one(
        job, job.id(), paint -> JobText.full(job, surroundings.clock().instant(), paint));
  }
}
