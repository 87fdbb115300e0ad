package io.idlegrid.cli.service;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.protocol.service.ServiceView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "scale",
    description = {
      "Changes on how many devices a service runs; the last replicas go first.",
      "0 stops all and keeps the service."
    })
final class ServiceScale extends GridCommand {

  @Parameters(index = "0", paramLabel = "ID", description = "The service.")
  private String id;

  @Parameters(index = "1", paramLabel = "N", description = "Replicas of the whole group.")
  private int replicas;

  ServiceScale(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    ServiceView service =
        api()
            .put(
                ServiceCommand.path(id) + "/scale",
                new ServiceView.Scale(replicas),
                ServiceView.class);
    answer(Answer.one(service, service.job().id(), paint -> ServiceText.of(service, paint)));
    return ExitCode.DONE;
  }
}
