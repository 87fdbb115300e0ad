package io.idlegrid.cli.service;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.cli.render.Table;
import io.idlegrid.protocol.job.JobView;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "ls", aliases = "list", description = "Lists services that run, newest first.")
final class ServiceList extends GridCommand {

  @Option(
      names = {"-a", "--all"},
      description = "Also those that were stopped or failed.")
  private boolean areAll;

  ServiceList(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    List<JobView> services =
        all(
            ServiceCommand.PATH + (areAll ? "" : "?state=RUNNING"),
            JobView.Page.class,
            JobView.Page::items,
            JobView.Page::next);
    answer(
        Answer.many(
            services,
            JobView::id,
            paint ->
                services.isEmpty()
                    ? "No services. Start one: idlegrid service up FILE\n"
                    : table(services, surroundings.clock().instant()).text(paint)));
    return ExitCode.DONE;
  }

  private static Table table(List<JobView> services, Instant now) {
    Table table = Table.of("id", "name", "state", ">running", ">wanted", "since");
    for (JobView service : services) {
      table.row(
          service.id(),
          service.name(),
          service.state(),
          String.valueOf(service.units().running()),
          String.valueOf(service.units().total()),
          Quantities.ago(service.submittedAt(), now));
    }
    return table;
  }
}
