package io.idlegrid.cli.service;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.job.JobView;
import io.idlegrid.protocol.service.ServiceView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "down",
    description = "Stops a service for good: on each device in the reverse of its start order.")
final class ServiceDown extends GridCommand {

  @Parameters(paramLabel = "ID", description = "The service.")
  private String id;

  ServiceDown(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    // Refuses other jobs, which it would cancel.
    String service = api().get(ServiceCommand.path(id), ServiceView.class).job().id();
    JobView job =
        api().post("/api/v1/jobs/" + GridApi.segment(service) + "/cancel", null, JobView.class);
    answer(Answer.one(job, job.id(), paint -> job.id() + " " + job.state() + "\n"));
    return ExitCode.DONE;
  }
}
