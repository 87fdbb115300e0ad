package io.idlegrid.cli.service;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.protocol.service.ServiceView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "get",
    aliases = "show",
    description = "Shows on which devices the replicas run, and how each service is.")
final class ServiceGet extends GridCommand {

  @Parameters(paramLabel = "ID", description = "The service.")
  private String id;

  ServiceGet(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    ServiceView service = api().get(ServiceCommand.path(id), ServiceView.class);
    answer(Answer.one(service, service.job().id(), paint -> ServiceText.of(service, paint)));
    return ExitCode.DONE;
  }
}
