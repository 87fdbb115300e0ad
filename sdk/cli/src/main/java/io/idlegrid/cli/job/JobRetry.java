package io.idlegrid.cli.job;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Quantities;
import io.idlegrid.protocol.job.UnitRetry;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "retry",
    description = {
      "Tries the failed units of a job again, with all their tries.",
      "A job that had failed runs again and keeps what it has done."
    })
final class JobRetry extends GridCommand {

  @Parameters(paramLabel = "ID", description = "The job.")
  private String id;

  @Option(
      names = "--unit",
      paramLabel = "N",
      description = "Only this unit; may be repeated. Counted from 0.")
  private List<Long> units = List.of();

  JobRetry(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() {
    UnitRetry.Answer done =
        api()
            .post(
                JobPaths.job(id) + "/units/retry",
                new UnitRetry(units.isEmpty() ? null : units),
                UnitRetry.Answer.class);
    answer(
        Answer.one(
            done,
            done.job().id(),
            paint ->
                "%s of job %s tried again; it is %s.%n"
                    .formatted(
                        Quantities.count(done.retried(), "unit"),
                        done.job().id(),
                        paint.state(done.job().state()))));
    return ExitCode.DONE;
  }
}
