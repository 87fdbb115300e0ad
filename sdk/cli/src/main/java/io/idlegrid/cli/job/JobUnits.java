package io.idlegrid.cli.job;

import io.idlegrid.cli.command.Answer;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.cli.command.GridCommand;
import io.idlegrid.cli.command.Pages;
import io.idlegrid.cli.command.Surroundings;
import io.idlegrid.cli.command.WatchOptions;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.job.UnitView;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "units", description = "Lists a job's units in order.")
final class JobUnits extends GridCommand {

  @Parameters(paramLabel = "ID", description = "The job.")
  private String id;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only units in this state: ready, running, done, failed.")
  private @Nullable String state;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "100",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Mixin private WatchOptions watch;

  JobUnits(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run() throws InterruptedException {
    if (limit < 1) {
      throw misuse("--limit must be at least 1, not " + limit);
    }
    answer(watch, this::units);
    return ExitCode.DONE;
  }

  private Answer units() {
    String query = state == null ? "" : "?state=" + GridApi.segment(state.toLowerCase(Locale.ROOT));
    List<UnitView> units =
        new Pages(api())
            .some(
                JobPaths.job(id) + "/units" + query,
                UnitView.Page.class,
                UnitView.Page::items,
                UnitView.Page::next,
                limit);
    return Answer.many(
        units, unit -> String.valueOf(unit.index()), paint -> JobText.units(units, paint));
  }
}
