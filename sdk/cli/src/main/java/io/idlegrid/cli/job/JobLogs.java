package io.idlegrid.cli.job;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Pages;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.render.Paint;
import io.idlegrid.cli.render.TextWidth;
import io.idlegrid.client.GridException;
import io.idlegrid.protocol.job.JobView;
import io.idlegrid.protocol.job.UnitLog;
import io.idlegrid.protocol.job.UnitView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "logs",
    description = "Shows what units wrote to standard output and error, as far as it is kept.")
final class JobLogs extends GridCommand {

  @Parameters(paramLabel = "ID", description = "The job.")
  private String id;

  @Option(names = "--unit", paramLabel = "N", description = "Only this unit; counted from 0.")
  private @Nullable Long unit;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on while the unit runs, also over retries. Needs --unit if there are many.")
  private boolean follow;

  @Option(names = "--failed", description = "Only units that failed.")
  private boolean failedOnly;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "100",
      description = "Units to look at, at most (default: ${DEFAULT-VALUE}).")
  private int limit;

  JobLogs(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws InterruptedException {
    if (follow) {
      return Detachment.during(surroundings, id, this::followed);
    }
    List<UnitLog> logs = unit == null ? logs() : List.of(log(unit));
    answer(
        Answer.many(
            logs, log -> String.valueOf(log.unit()), paint -> text(logs, unit == null, paint)));
    if (logs.isEmpty()) {
      say("No unit has a log yet. See idlegrid job explain " + id);
    }
    return ExitCode.DONE;
  }

  private int followed() throws InterruptedException {
    new LogFollower(api(), surroundings, text -> text).follow(id, onlyUnit());
    return ExitCode.DONE;
  }

  private long onlyUnit() {
    if (unit != null) {
      return unit;
    }
    JobView job = api().get(JobPaths.job(id), JobView.class);
    if (job.units().total() != 1) {
      throw misuse(
          "Which unit? Job %s has %d; name one with --unit".formatted(id, job.units().total()));
    }
    return 0;
  }

  private UnitLog log(long index) {
    return api().get(JobPaths.unit(id, index) + "/log", UnitLog.class);
  }

  private List<UnitLog> logs() {
    List<UnitView> units =
        new Pages(api())
            .some(
                JobPaths.job(id) + "/units" + (failedOnly ? "?state=failed" : ""),
                UnitView.Page.class,
                UnitView.Page::items,
                UnitView.Page::next,
                limit);
    List<UnitLog> logs = new ArrayList<>();
    for (UnitView each : units) {
      if (!each.state().equals("not reached")) {
        logIfAny(each.index()).ifPresent(logs::add);
      }
    }
    return logs;
  }

  private Optional<UnitLog> logIfAny(long index) {
    try {
      return Optional.of(log(index));
    } catch (GridException e) {
      if (e.code().equals("log.none")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Lines of several units carry the unit's number in front. */
  private static String text(List<UnitLog> logs, boolean isMarked, Paint paint) {
    StringBuilder text = new StringBuilder();
    for (UnitLog log : logs) {
      String mark = isMarked ? paint.accent("[" + log.unit() + "]") + " " : "";
      if (log.droppedBytes() > 0) {
        text.append(mark)
            .append(
                paint.faint("(%,d bytes before this are not kept)".formatted(log.droppedBytes())))
            .append('\n');
      }
      log.text()
          .lines()
          .forEach(line -> text.append(mark).append(TextWidth.printableLines(line)).append('\n'));
    }
    return text.toString();
  }
}
