package io.idlegrid.cli.service;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.job.LogFollower;
import io.idlegrid.cli.render.TextWidth;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.job.UnitLog;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "logs",
    description = "Shows what the services of a replica wrote last, as far as its device keeps it.")
final class ServiceLogs extends GridCommand {

  @Parameters(index = "0", paramLabel = "ID", description = "The service.")
  private String id;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      description = "Only this one of its services.")
  private @Nullable String only;

  @Option(
      names = "--replica",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of this replica; counted from 0 (default: ${DEFAULT-VALUE}).")
  private long replica;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on while the replica runs, also after it moved to another device.")
  private boolean follow;

  ServiceLogs(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws InterruptedException {
    if (follow) {
      new LogFollower(api(), surroundings, this::shown).follow(id, replica);
      return ExitCode.DONE;
    }
    UnitLog log =
        api()
            .get(
                "/api/v1/jobs/%s/units/%d/log".formatted(GridApi.segment(id), replica),
                UnitLog.class);
    String text = TextWidth.printableLines(shown(log.text()));
    answer(Answer.one(log, String.valueOf(replica), paint -> text));
    return ExitCode.DONE;
  }

  /** Each line begins with the service that wrote it; the first may have lost its beginning. */
  private String shown(String text) {
    return only == null
        ? text
        : text.lines()
            .filter(line -> line.startsWith(only + " | "))
            .map(line -> line + "\n")
            .collect(Collectors.joining());
  }
}
