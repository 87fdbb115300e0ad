package io.idlegrid.cli.job;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.protocol.job.JobView;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "cancel", description = "Cancels jobs; running attempts are stopped.")
final class JobCancel extends GridCommand {

  @Parameters(paramLabel = "ID", arity = "1..*", description = "The jobs.")
  private List<String> ids;

  JobCancel(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    return each(
        ids,
        id -> {
          JobView job = api().post(JobPaths.job(id) + "/cancel", null, JobView.class);
          answer(Answer.one(job, job.id(), paint -> "Job " + job.id() + " is cancelled.\n"));
        });
  }
}
